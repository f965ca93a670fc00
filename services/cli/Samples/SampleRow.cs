namespace Mesh.Cli.Samples;

/// <summary>One row of a file of payments, as text: what is wrong in it is for the reader to say.</summary>
public sealed record SampleRow
{
    /// <summary>Number of the row in its file, from 1.</summary>
    public int Row { get; init; }

    /// <summary>Why the row could not be divided into fields; empty when it could.</summary>
    public string Unreadable { get; init; } = "";

    /// <summary><c>topup</c>, <c>authorize</c>, <c>capture</c>, <c>void</c> or <c>refund</c>.</summary>
    public string Operation { get; init; } = "";

    /// <summary>UUID: the idempotency key.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Tenant.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>For capture, void and refund: request id of the payment's authorize row.</summary>
    public string Payment { get; init; } = "";

    /// <summary>Minor units; empty in capture and refund: all.</summary>
    public string AmountMinor { get; init; } = "";

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; init; } = "";

    /// <summary><c>automatic</c> or <c>manual</c>.</summary>
    public string Capture { get; init; } = "";

    /// <summary>Customer.</summary>
    public string Customer { get; init; } = "";

    /// <summary>Merchant.</summary>
    public string Merchant { get; init; } = "";

    /// <summary>Card number; empty for a wallet.</summary>
    public string Card { get; init; } = "";

    /// <summary>Expiry of the card as MM/YYYY.</summary>
    public string Expiry { get; init; } = "";

    /// <summary>Wallet that pays or is topped up.</summary>
    public string Wallet { get; init; } = "";

    /// <summary>Wallet that is paid.</summary>
    public string PayeeWallet { get; init; } = "";
}
