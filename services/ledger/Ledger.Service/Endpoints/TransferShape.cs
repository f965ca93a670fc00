using Mesh.Host.Errors;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Which fields each kind of transfer needs and which it must not have.</summary>
/// <remarks>
/// | field | SINGLE | PENDING | POST | VOID |
/// |---|---|---|---|---|
/// | debit and credit account | required, different | required, different | empty | empty |
/// | amount | at least 1 | at least 1 | at least 1 | absent |
/// | pending_id | empty | empty | required | required |
/// | final | false | false | either | false |
/// </remarks>
internal static class TransferShape
{
    public static void Check(V1.Transfer transfer, FieldViolations violations)
    {
        switch (transfer.Kind)
        {
            case V1.TransferKind.Single or V1.TransferKind.Pending:
                CheckMove(transfer, violations);
                break;
            case V1.TransferKind.Post or V1.TransferKind.Void:
                CheckEndOfHold(transfer, violations);
                break;
            default:
                violations.Add("kind", "must be SINGLE, PENDING, POST or VOID");
                break;
        }

        if (transfer.Final && transfer.Kind != V1.TransferKind.Post)
        {
            violations.Add("final", "must be false unless the kind is POST");
        }
    }

    private static void CheckMove(V1.Transfer transfer, FieldViolations violations)
    {
        Require(transfer.DebitAccountId, "debit_account_id", violations);
        Require(transfer.CreditAccountId, "credit_account_id", violations);
        if (transfer.DebitAccountId.Length > 0 && transfer.DebitAccountId.Equals(
            transfer.CreditAccountId, StringComparison.OrdinalIgnoreCase))
        {
            violations.Add("credit_account_id", "must differ from debit_account_id");
        }

        CheckAmount(transfer, violations);
        Forbid(transfer.PendingId, "pending_id", violations);
    }

    private static void CheckEndOfHold(V1.Transfer transfer, FieldViolations violations)
    {
        Forbid(transfer.DebitAccountId, "debit_account_id", violations);
        Forbid(transfer.CreditAccountId, "credit_account_id", violations);
        Require(transfer.PendingId, "pending_id", violations);
        if (transfer.Kind == V1.TransferKind.Post)
        {
            CheckAmount(transfer, violations);
        }
        else if (transfer.Amount is not null)
        {
            violations.Add("amount", "must be absent for a VOID, which releases all that is left");
        }
    }

    private static void CheckAmount(V1.Transfer transfer, FieldViolations violations)
    {
        if (transfer.Amount is null or { Low: 0, High: 0 })
        {
            violations.Add("amount", "must be at least 1");
        }
    }

    private static void Require(string text, string field, FieldViolations violations)
    {
        if (text.Length == 0)
        {
            violations.Add(field, "is required for this kind of transfer");
        }
    }

    private static void Forbid(string text, string field, FieldViolations violations)
    {
        if (text.Length > 0)
        {
            violations.Add(field, "must be empty for this kind of transfer");
        }
    }
}
