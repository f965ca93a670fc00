using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Assets on the wire.</summary>
internal static class AssetWire
{
    public static AssetTerms Parse(V1.Asset asset, FieldViolations violations)
    {
        LedgerWire.RefuseOutputOnly(asset.CreateTime, "create_time", violations);
        if (!IsCode(asset.Code))
        {
            violations.Add(
                "code",
                $"must have {LedgerLimits.AssetCodeCharactersMin} to {LedgerLimits.AssetCodeCharactersMax} characters of A-Z 0-9 . _ -, "
                    + "beginning with a letter");
        }
        else if (Currency.TryFind(asset.Code, out _))
        {
            violations.Add("code", "must not be a code of ISO 4217: every book has those");
        }

        if (asset.Scale > LedgerLimits.AssetScaleMax)
        {
            violations.Add("scale", $"must be from 0 to {LedgerLimits.AssetScaleMax}");
        }

        return new AssetTerms(
            asset.Code,
            (int)Math.Min(asset.Scale, LedgerLimits.AssetScaleMax),
            LedgerWire.ParseReference(asset.ExternalReference, violations));
    }

    public static V1.Asset ToWire(Asset asset) => new()
    {
        Code = asset.Terms.Code,
        Scale = (uint)asset.Terms.Scale,
        ExternalReference = asset.Terms.ExternalReference,
        CreateTime = LedgerWire.ToWire(asset.CreateTime),
    };

    /// <summary>Reads the asset of an account: whether there is such a one, its book knows.</summary>
    public static string ParseAsset(string asset, FieldViolations violations)
    {
        if (Currency.TryFind(asset, out var currency))
        {
            return currency.Code;
        }

        if (!IsCode(asset))
        {
            violations.Add("asset", "must be an ISO 4217 code in upper case, or the code of an asset from CreateAssets");
        }

        return asset;
    }

    private static bool IsCode(string code) =>
        code.Length is >= LedgerLimits.AssetCodeCharactersMin and <= LedgerLimits.AssetCodeCharactersMax
        && char.IsAsciiLetterUpper(code[0])
        && code.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter is '.' or '_' or '-');
}
