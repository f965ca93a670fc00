using Google.Protobuf.Reflection;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;
using Mesh.Ledger.Service.Feed;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>Domain, error table and protos agree, value for value.</summary>
public sealed class ContractTests
{
    public static TheoryData<System.Type, string, string> Enums => new()
    {
        { typeof(AssetStatus), "CreateAssetStatus", "CREATE_ASSET_STATUS_" },
        { typeof(AccountStatus), "CreateAccountStatus", "CREATE_ACCOUNT_STATUS_" },
        { typeof(AccountUpdateStatus), "UpdateAccountStatus", "UPDATE_ACCOUNT_STATUS_" },
        { typeof(TransferStatus), "CreateTransferStatus", "CREATE_TRANSFER_STATUS_" },
        { typeof(AccountType), "AccountType", "ACCOUNT_TYPE_" },
        { typeof(TransferKind), "TransferKind", "TRANSFER_KIND_" },
        { typeof(Rounding), "Rounding", "ROUNDING_" },
        { typeof(HoldState), "HoldState", "HOLD_STATE_" },
    };

    [Theory]
    [MemberData(nameof(Enums))]
    public void Enum_NextToItsProto_HasTheSameNamesAndNumbersInTheSameOrder(System.Type domain, string proto, string prefix)
    {
        var ours = Precedence.Of(domain).Select(value => (Name: WireNames.Spell(value.ToString()!), Number: (int)value));

        var theirs = (V1.LedgerServiceReflection.Descriptor.FindTypeByName<EnumDescriptor>(proto)
            ?? V1.LedgerEventsReflection.Descriptor.FindTypeByName<EnumDescriptor>(proto)).Values
            .Where(value => value.Number != 0).Select(value => (Name: value.Name[prefix.Length..], value.Number));

        Assert.Equal(theirs, ours);
    }

    [Fact]
    public void Errors_NextToTheirProto_HaveTheSameReasons()
    {
        var unavailable = new ServiceUnavailableException("", outcomeUnknown: true, TimeSpan.FromSeconds(1));
        string[] ours =
        [
            LedgerErrors.InvalidRequest,
            LedgerErrors.AccountNotFound(Some.Book, Some.Id(1)).Reason,
            LedgerErrors.TransferNotFound(Some.Book, Some.Id(1)).Reason,
            LedgerErrors.PartitionUnavailable(unavailable).Reason,
            LedgerErrors.AccountKeepsNoHistory(Some.Book, Some.Id(1)).Reason,
            LedgerErrors.TransferRefused(Some.Book, Some.Id(1), TransferStatus.ExceedsCredits).Reason,
            LedgerErrors.TransferExistsWithOtherContent(Some.Book, Some.Id(1), TransferStatus.ExistsWithDifferentAmount).Reason,
            LedgerErrors.TooManyAccounts(Some.Book).Reason,
            LedgerErrors.BookIsBeingRestored(Some.Book).Reason,
            LedgerErrors.BookNotRestorable(Some.Book).Reason,
            LedgerErrors.RestoreGap(Some.Book).Reason,
            LedgerErrors.EventNotReproduced(Some.Book, new RestoreRefused(RestoreRefusal.EventNotReproduced, Index: 0)).Reason,
        ];

        var theirs = V1.LedgerErrorsReflection.Descriptor.FindTypeByName<EnumDescriptor>("LedgerErrorReason").Values
            .Where(value => value.Number != 0).Select(value => value.Name["LEDGER_ERROR_REASON_".Length..]);

        Assert.Equal(theirs, ours);
    }

    [Fact]
    public void Statuses_OnTheWire_ArePrefixFree() => Assert.Equal("EXCEEDS_CREDITS", WireNames.Of(TransferStatus.ExceedsCredits));
}
