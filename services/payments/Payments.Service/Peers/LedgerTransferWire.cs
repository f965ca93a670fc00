using Mesh.Ledger.V1;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Service.Peers;

/// <summary>Payments' transfers and accounts in the ledger's words. The codes are those of the chart of accounts in the README.</summary>
internal static class LedgerTransferWire
{
    public static Transfer ToWire(LedgerTransfer transfer) => new()
    {
        Id = transfer.Id.ToString(),
        Kind = transfer.Step switch
        {
            LedgerStep.Move => TransferKind.Single,
            LedgerStep.Hold => TransferKind.Pending,
            LedgerStep.Post => TransferKind.Post,
            LedgerStep.Void => TransferKind.Void,
            _ => throw new System.Diagnostics.UnreachableException($"{transfer.Step} is not a step."),
        },
        DebitAccountId = transfer.Debit?.Id.ToString() ?? "",
        CreditAccountId = transfer.Credit?.Id.ToString() ?? "",
        Amount = transfer.Step == LedgerStep.Void ? null : new Mesh.Type.V1.UInt128 { Low = (ulong)transfer.AmountMinor },
        PendingId = transfer.HoldId == default ? "" : transfer.HoldId.ToString(),
        Final = transfer.Final,
        Code = (uint)transfer.Step + 1,
        ExternalReference = transfer.Reference,
    };

    public static Account ToWire(LedgerAccount account) => new()
    {
        Id = account.Id.ToString(),
        Asset = account.Currency.Code,
        Type = account.Role is AccountRole.Bank or AccountRole.AcquirerReceivable ? AccountType.Asset : AccountType.Liability,
        Code = account.Role switch
        {
            AccountRole.Bank => 1000,
            AccountRole.AcquirerReceivable => 1100,
            AccountRole.Wallet => 2000,
            AccountRole.MerchantPayable => 2100,
            _ => throw new System.Diagnostics.UnreachableException($"{account.Role} is not a role."),
        },

        // Neither a wallet nor what we owe a merchant may go negative: nobody pays with money that is not there.
        DebitsMustNotExceedCredits = account.Role is AccountRole.Wallet or AccountRole.MerchantPayable,
        ExternalReference = account.Owner.Length == 0 ? account.Role.ToString() : $"{account.Role}/{account.Owner}",
    };
}
