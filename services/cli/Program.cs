using System.CommandLine;
using Grpc.Core;
using Mesh.Cli;
using Mesh.Cli.Clients;
using Mesh.Cli.Commands;
using Mesh.Cli.Running;
using Mesh.Cli.Samples;

var profile = new Option<string?>("--profile")
{
    Description = "Where state and events live: embedded (a SQLite file; the default) or redis.",
};
profile.AcceptOnlyFromAmong(Profiles.All);
var json = new Option<bool>("--json") { Description = "Print JSON on standard output." };
var file = new Argument<string?>("file")
{
    Description = "A file of payments; default: the one that comes with mesh.",
    Arity = ArgumentArity.ZeroOrOne,
};

var runFile = new Option<string?>("--run-file", "-f")
{
    Description = "Instead: run the apps of Dapr's multi-app run file, or of a folder's dapr.yaml, beside the local sidecar.",
};

var run = new Command("run", "Start the mesh, feed it a file of payments, check everything and show it. The default.")
{
    file,
    runFile,
    profile,
    json,
};
run.SetAction((given, token) => given.GetValue(runFile) is { } apps
    ? RunFileCommand.RunAsync(apps, token)
    : RunCommand.RunAsync(given.GetValue(file), given.GetValue(profile), given.GetValue(json), token));

var replicas = new Option<int>("--replicas")
{
    Description = "Replicas of each service, from 1 to 8.",
    DefaultValueFactory = _ => 1,
};
replicas.Validators.Add(given =>
{
    if (given.GetValue(replicas) is < 1 or > 8)
    {
        given.AddError("--replicas is a number from 1 to 8.");
    }
});
var up = new Command("up", "Start the mesh and stay.") { profile, replicas };
up.SetAction((given, token) => UpCommand.RunAsync(
    new MeshShape(given.GetValue(profile) ?? Profiles.Default, given.GetValue(replicas)), token));

var down = new Command("down", "Stop the mesh that runs in this folder.");
down.SetAction((_, token) => DownCommand.RunAsync(token));

var tenant = new Option<string>("--tenant") { Description = "Tenant.", DefaultValueFactory = _ => "acme" };
var pay = PayOptions.Command(tenant, json);

var account = new Argument<string?>("account")
{
    Description = "Only this account: its id, its name, or the wallet or merchant that it belongs to.",
    Arity = ArgumentArity.ZeroOrOne,
};
var asOf = LedgerOptions.Time("--as-of", "Balances as of this time, of accounts with history: 2026-11-30 or 2026-11-30T12:00:00Z.");
var balance = new Command("balance", "Show the accounts of a tenant with their balances.") { account, asOf, tenant, json };
balance.SetAction((given, token) => BalanceCommand.RunAsync(
    given.GetValue(tenant)!, given.GetValue(account), given.GetValue(asOf), given.GetValue(json), token));

var tenants = new Option<string[]>("--tenant")
{
    Description = "Tenants to check; default: those of the shipped file.",
    DefaultValueFactory = _ => ["acme", "globex"],
};
var verify = new Command("verify", "Verify every journal from its first record, and every invariant.") { tenants, profile, json };
verify.SetAction((given, token) => VerifyCommand.RunAsync(given.GetValue(tenants)!, given.GetValue(profile), given.GetValue(json), token));

var book = new Option<string>("--book", "--tenant") { Description = "Book of the transfer.", DefaultValueFactory = _ => "acme" };
var transferId = new Option<string>("--transfer") { Description = "UUID of the transfer.", Required = true };
var treeSize = new Option<ulong>("--size") { Description = "Leaves of a tree whose root you kept; default: the tree of now." };
var keptRoot = new Option<string?>("--root") { Description = "With --size: the root that you kept, 64 hexadecimal digits." };
var prove = new Command("prove", "Get the proof that a transfer is in the ledger's journal, and check it here.")
{
    book, transferId, treeSize, keptRoot, json,
};
prove.SetAction((given, token) => ProveCommand.RunAsync(
    given.GetValue(book)!, given.GetValue(transferId)!, given.GetValue(treeSize), given.GetValue(keptRoot), given.GetValue(json), token));

var partitions = new Command("partitions", "Show who owns each partition, how far it is, and its last change of owner.") { json };
partitions.SetAction((given, token) => PartitionsCommand.RunAsync(given.GetValue(json), token));

var seed = new Option<int>("--seed") { Description = "Any number: the same seed gives the same file.", DefaultValueFactory = _ => 1 };
var rows = new Option<int>("--rows") { Description = "How many rows.", DefaultValueFactory = _ => 3_000 };
var sample = new Command("sample", "Print a file of payments, as CSV.") { seed, rows };
sample.SetAction(given => SampleCommand.Run(given.GetValue(seed), given.GetValue(rows)));

var bench = FromCheckout("bench", "Run a benchmark from a checkout; without a name: the list.", "Benchmarks");
var simulate = FromCheckout(
    "simulate",
    "Run the real ledger on simulated time against faults, from a checkout: [--seed N] [--steps M] [--runs K] [--story].",
    "Simulation");

var torture = FromCheckout(
    "torture",
    "Run two replicas of each service under load against faults, from a checkout: [--short] [--only FAULT] [--seed N] [--json].",
    "Torture");

var root = new RootCommand("Mesh: payments that people can trust, on one laptop. Without a command it runs the shipped file of payments.")
{
    profile,
    json,
    run,
    up,
    pay,
    balance,
    LedgerOptions.Accounts(tenant, json),
    LedgerOptions.Assets(tenant, json),
    LedgerOptions.Transfer(tenant, json),
    LedgerOptions.Statement(tenant, json),
    LedgerOptions.Export(tenant),
    LedgerOptions.Import(json),
    verify,
    prove,
    partitions,
    down,
    sample,
    bench,
    simulate,
    torture,
};
root.SetAction((given, token) => RunCommand.RunAsync(file: null, given.GetValue(profile), given.GetValue(json), token));

try
{
    var configuration = new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    };
    return await root.Parse(args).InvokeAsync(configuration);
}
catch (CliException problem)
{
    await Console.Error.WriteLineAsync($"mesh: {problem.Message}");
    return 1;
}
catch (RpcException problem)
{
    await Console.Error.WriteLineAsync($"mesh: {RpcText.Line(problem)}");
    return 1;
}
catch (IOException problem)
{
    await Console.Error.WriteLineAsync($"mesh: {problem.Message} Mend that and run the same command again; nothing is done twice.");
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("mesh: stopped.");
    return 130;
}

static Command FromCheckout(string name, string description, string project)
{
    var passedOn = new Argument<string[]>("arguments") { Description = "Passed on.", Arity = ArgumentArity.ZeroOrMore };
    var command = new Command(name, description) { passedOn };
    command.TreatUnmatchedTokensAsErrors = false;
    command.SetAction((given, token) => CheckoutCommand.RunAsync(project, [.. AllOf(given, name)], token));
    return command;
}

// Values and unmatched options are kept apart by the parser; a tool wants them in the order in which they were given.
static IEnumerable<string> AllOf(ParseResult given, string name) =>
    given.Tokens.Select(token => token.Value).SkipWhile(value => value != name).Skip(1);
