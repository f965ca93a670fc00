namespace Mesh.Payments.Service.Endpoints;

/// <summary>What a payer or merchant can do about a declined payment.</summary>
internal static class FailureAdvice
{
    public static string For(string code) => code switch
    {
        "risk_declined" =>
            "The payment looks risky. Do not try again with the same card; mesh.risk.v1.RiskService/GetEvaluation explains it.",
        "insufficient_funds" => "There is not enough money. Pay less, or from another card or wallet.",
        "do_not_honor" => "The card's bank declined without a reason. Ask the payer to call the bank, or to use another card.",
        "lost_card" or "stolen_card" => "The card's bank wants it back. Do not try again with this card.",
        "expired_card" => "The card has expired. Ask for another one.",
        "processing_error" => "The acquirer could not process the payment. Try again with a new request id.",
        _ => "The payment was declined. Try another card or wallet, with a new request id.",
    };
}
