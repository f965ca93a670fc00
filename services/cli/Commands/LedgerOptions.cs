using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Mesh.Cli.Commands;

/// <summary>
/// The options of the ledger's own commands: <c>accounts</c>, <c>assets</c>, <c>transfer</c>, <c>statement</c>, <c>export</c>,
/// <c>import</c>.
/// </summary>
internal static class LedgerOptions
{
    public static Command Accounts(Option<string> tenant, Option<bool> json)
    {
        var accounts = new Command("accounts", "Show the accounts of a tenant: what they are, not what is in them.")
        {
            tenant,
            json,
            CreateAccount(tenant, json),
            UpdateAccount(tenant, json),
            Versions(tenant, json),
        };
        accounts.SetAction((given, token) => AccountsCommand.ListAsync(given.GetValue(tenant)!, given.GetValue(json), token));
        return accounts;
    }

    public static Command Assets(Option<string> tenant, Option<bool> json)
    {
        var code = new Argument<string>("code") { Description = "2 to 24 of A-Z 0-9 . _ -, for example POINTS; none of ISO 4217." };
        var scale = new Option<uint>("--scale") { Description = "Decimal digits of an amount, 0 to 38; default: 0." };
        var reference = Text("--reference", "Your own reference.");
        var create = new Command("create", "Create an asset of a tenant's own.") { code, scale, reference, tenant, json };
        create.SetAction((given, token) => AssetsCommand.CreateAsync(
            given.GetValue(tenant)!,
            new Asset
            {
                Code = given.GetValue(code)!,
                Scale = given.GetValue(scale),
                ExternalReference = given.GetValue(reference) ?? "",
            },
            given.GetValue(json),
            token));
        var assets = new Command("assets", "Show the assets of a tenant's own, beside the currencies of ISO 4217.")
        {
            tenant, json, create,
        };
        assets.SetAction((given, token) => AssetsCommand.ListAsync(given.GetValue(tenant)!, given.GetValue(json), token));
        return assets;
    }

    public static Command Transfer(Option<string> tenant, Option<bool> json)
    {
        var id = NewId("UUID of the transfer, and its idempotency key; default: a new one.");
        var debit = Text("--debit", "Account that is debited: id or name.");
        var credit = Text("--credit", "Account that is credited: id or name.");
        var amount = Amount("--amount", "Minor units: 1999 is 19.99 EUR.");
        var isPending = new Option<bool>("--pending") { Description = "Only hold the amount." };
        var timeout = new Option<uint>("--timeout") { Description = "With --pending: seconds until the hold expires; default: never." };
        var post = Text("--post", "Post --amount of this hold.");
        var isFinal = new Option<bool>("--final") { Description = "With --post: release the rest of the hold." };
        var cancel = Text("--void", "Release this hold.");
        var reverse = Text("--reverse", "Move this transfer back.");
        var code = Code("Why, in your own numbering.");
        var reference = Text("--reference", "Your own reference.");
        var effective = Time("--effective", "When it counts in your books, 2026-11-30 or 2026-11-30T12:00:00Z; default: when it is made.");
        var imported = Time("--imported-at", "Import it from an older ledger, with the time that it was made at.");
        var metadata = Metadata("Your own words: key=value, again for more.");
        var isTrial = new Option<bool>("--dry-run") { Description = "Only say what would happen." };
        var transfer = new Command("transfer", "Make one transfer in the ledger, beside payments.")
        {
            id, debit, credit, amount, isPending, timeout, post, isFinal, cancel, reverse, code, reference, effective, imported,
            metadata, isTrial, tenant, json,
        };
        transfer.Validators.Add(given =>
        {
            var isOther = new[] { post, cancel, reverse }.Count(option => IsGiven(given, option));
            if (isOther > 1 || (isOther == 0 && !(IsGiven(given, debit) && IsGiven(given, credit) && IsGiven(given, amount))))
            {
                given.AddError("give --debit, --credit and --amount, or one of --post (with --amount), --void and --reverse");
            }
        });
        transfer.SetAction((given, token) => TransferCommand.RunAsync(
            given.GetValue(tenant)!,
            new Transfer
            {
                Id = given.GetValue(id)!,
                Kind = given.GetValue(post) is not null ? TransferKind.Post
                    : given.GetValue(cancel) is not null ? TransferKind.Void
                    : given.GetValue(reverse) is not null ? TransferKind.Reverse
                    : given.GetValue(isPending) ? TransferKind.Pending
                    : TransferKind.Single,
                DebitAccountId = given.GetValue(debit) ?? "",
                CreditAccountId = given.GetValue(credit) ?? "",
                Amount = given.GetValue(amount),
                PendingId = given.GetValue(post) ?? given.GetValue(cancel) ?? "",
                ReversesId = given.GetValue(reverse) ?? "",
                Final = given.GetValue(isFinal),
                TimeoutSeconds = given.GetValue(timeout),
                Code = given.GetValue(code),
                ExternalReference = given.GetValue(reference) ?? "",
                EffectiveTime = given.GetValue(effective),
                Imported = given.GetValue(imported) is not null,
                CreateTime = given.GetValue(imported),
                Metadata = { given.GetValue(metadata) ?? [] },
            },
            given.GetValue(isTrial),
            given.GetValue(json),
            token));
        return transfer;
    }

    public static Command Statement(Option<string> tenant, Option<bool> json)
    {
        var account = new Argument<string>("account") { Description = "Its id, its name, or the wallet or merchant that it belongs to." };
        var from = Day("--from", "First day, UTC; default: the first of all.", DateOnly.MinValue);
        var to = Day("--to", "Last day, UTC; default: the last of all.", DateOnly.MaxValue);
        var statement = new Command("statement", "Show what moved on an account, with the balance after each movement.")
        {
            account,
            from,
            to,
            tenant,
            json,
        };
        statement.SetAction((given, token) => StatementCommand.RunAsync(
            given.GetValue(tenant)!,
            given.GetValue(account)!,
            StartOf(given.GetValue(from)),
            given.GetValue(to) is var last && last == DateOnly.MaxValue ? DateTimeOffset.MaxValue : StartOf(last.AddDays(1)),
            given.GetValue(json),
            token));
        return statement;
    }

    public static Command Export(Option<string> tenant)
    {
        var format = new Option<string>("--format")
        {
            Description = "hledger: a journal of what was posted; csv: a line a transfer; jsonl: a LedgerEvent a line, nothing left out, "
                + "which `import` reads.",
            DefaultValueFactory = _ => "hledger",
        };
        format.AcceptOnlyFromAmong(ExportCommand.Formats);
        var export = new Command("export", "Print a tenant's whole book.") { format, tenant };
        export.SetAction((given, token) => ExportCommand.RunAsync(given.GetValue(tenant)!, given.GetValue(format)!, token));
        return export;
    }

    public static Command Import(Option<bool> json)
    {
        var file = new Argument<string>("file") { Description = "What `export --format jsonl` has written." };
        var tenant = new Option<string>("--tenant") { Description = "Book that is made; it must be new.", Required = true };
        var import = new Command("import", "Make a book from the export of another, with its times, and show that it is the same.")
        {
            file, tenant, json,
        };
        import.SetAction((given, token) => ImportCommand.RunAsync(
            given.GetValue(file)!, given.GetValue(tenant)!, given.GetValue(json), token));
        return import;
    }

    private static Command CreateAccount(Option<string> tenant, Option<bool> json)
    {
        var id = NewId("UUID of the account, and its idempotency key; default: a new one.");
        var name = new Option<string>("--name") { Description = "Your own reference, for example Wallet/alice.", Required = true };
        var asset = new Option<string>("--asset") { Description = "ISO 4217 code, or one from `assets`.", Required = true };
        var type = new Option<AccountType>("--type")
        {
            Description = "What it stands for.",
            DefaultValueFactory = _ => AccountType.Liability,
        };
        var code = Code("Code in your chart of accounts.");
        var isLimited = new Option<bool>("--no-overdraft") { Description = "Refuse what would take it below 0 on its normal side." };
        var overdraft = Amount("--overdraft", "With --no-overdraft: go below 0 by so many minor units all the same.");
        var history = new Option<bool>("--history") { Description = "Keep its past: entries, statements, balances as of a time." };
        var imported = Time("--imported-at", "Import it from an older ledger, with the time that it was created at.");
        var create = new Command("create", "Create an account.")
        {
            id, name, asset, type, code, isLimited, overdraft, history, imported, tenant, json,
        };
        create.SetAction((given, token) =>
        {
            var isDebitNormal = given.GetValue(type) is AccountType.Asset or AccountType.Expense;
            var account = new Account
            {
                Id = given.GetValue(id)!,
                ExternalReference = given.GetValue(name)!,
                Asset = given.GetValue(asset)!,
                Type = given.GetValue(type),
                Code = given.GetValue(code),
                CreditsMustNotExceedDebits = given.GetValue(isLimited) && isDebitNormal,
                DebitsMustNotExceedCredits = given.GetValue(isLimited) && !isDebitNormal,
                OverdraftLimit = given.GetValue(overdraft),
                History = given.GetValue(history),
                Imported = given.GetValue(imported) is not null,
                CreateTime = given.GetValue(imported),
            };
            return AccountsCommand.CreateAsync(given.GetValue(tenant)!, account, given.GetValue(json), token);
        });
        return create;
    }

    private static Command UpdateAccount(Option<string> tenant, Option<bool> json)
    {
        var account = new Argument<string>("account") { Description = "Its id or its name." };
        var id = NewId("UUID of the update, and its idempotency key; default: a new one.");
        var version = new Option<uint>("--if-version") { Description = "Only if the account has this version; default: any." };
        var frozen = new Option<bool?>("--frozen") { Description = "true: nothing is debited or credited for now; false: again." };
        var closed = new Option<bool?>("--closed") { Description = "true: take an empty account out of use; false: into use again." };
        var metadata = Metadata("Your own words: key=value, again for more; takes the place of all that are there.");
        var isBare = new Option<bool>("--no-metadata") { Description = "Take all metadata away." };
        var update = new Command("update", "Freeze, unfreeze, close or open an account, or set its metadata.")
        {
            account, id, version, frozen, closed, metadata, isBare, tenant, json,
        };
        update.Validators.Add(given =>
        {
            if (!new Option[] { frozen, closed, metadata, isBare }.Any(option => IsGiven(given, option)))
            {
                given.AddError("give one or more of --frozen, --closed and --metadata (or --no-metadata)");
            }
        });
        update.SetAction((given, token) =>
        {
            var change = new AccountUpdate { Id = given.GetValue(id)!, ExpectedVersion = given.GetValue(version) };
            if (given.GetValue(frozen) is { } isFrozen)
            {
                change.Frozen = isFrozen;
            }

            if (given.GetValue(closed) is { } isClosed)
            {
                change.Closed = isClosed;
            }

            if (given.GetValue(metadata) is not null || given.GetValue(isBare))
            {
                change.Metadata = new AccountMetadata { Entries = { given.GetValue(metadata) ?? [] } };
            }

            return AccountsCommand.UpdateAsync(
                given.GetValue(tenant)!, given.GetValue(account)!, change, given.GetValue(json), token);
        });
        return update;
    }

    private static Command Versions(Option<string> tenant, Option<bool> json)
    {
        var account = new Argument<string>("account") { Description = "Its id or its name." };
        var versions = new Command("versions", "Show what was changed of an account, and when.") { account, tenant, json };
        versions.SetAction((given, token) => AccountVersionsCommand.RunAsync(
            given.GetValue(tenant)!, given.GetValue(account)!, given.GetValue(json), token));
        return versions;
    }

    private static bool IsGiven(CommandResult given, Option option) => given.GetResult(option) is { Implicit: false };

    private static Option<string> NewId(string description) => new("--id")
    {
        Description = description,
        DefaultValueFactory = _ => Guid.CreateVersion7().ToString(),
    };

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };

    private static Option<uint> Code(string description) => new("--code")
    {
        Description = $"{description} Default: 1.",
        DefaultValueFactory = _ => 1,
    };

    private static Option<Mesh.Type.V1.UInt128?> Amount(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = given =>
        {
            if (UInt128.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var minor))
            {
                return new Mesh.Type.V1.UInt128 { High = (ulong)(minor >> 64), Low = (ulong)(minor & ulong.MaxValue) };
            }

            given.AddError($"{name} '{given.Tokens[0].Value}' is not a whole number of minor units");
            return null;
        },
    };

    private static Option<Dictionary<string, string>?> Metadata(string description) => new("--metadata")
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = given =>
        {
            var entries = new Dictionary<string, string>();
            foreach (var token in given.Tokens)
            {
                if (token.Value.Split('=', 2) is not [var key, var value] || !entries.TryAdd(key, value))
                {
                    given.AddError($"--metadata '{token.Value}' is not key=value with a new key");
                    return null;
                }
            }

            return entries;
        },
    };

    // Without an offset it is UTC, as all times of the ledger are.
    public static Option<Timestamp?> Time(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = given =>
        {
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            if (DateTimeOffset.TryParse(given.Tokens[0].Value, CultureInfo.InvariantCulture, Utc, out var time))
            {
                return Timestamp.FromDateTimeOffset(time);
            }

            given.AddError($"{name} '{given.Tokens[0].Value}' is not a time like 2026-11-30 or 2026-11-30T12:00:00Z");
            return null;
        },
    };

    private static Option<DateOnly> Day(string name, string description, DateOnly byDefault) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => byDefault,
    };

    private static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
