using System.Diagnostics.CodeAnalysis;
using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>Assets of a book: the currencies of ISO 4217, which every book has, and those that its client has created.</summary>
internal static class AssetRules
{
    /// <summary>Answers one asset, and says what happens when its code is new.</summary>
    public static AssetResult Create(LedgerState state, string bookName, AssetTerms terms, Happening happening)
    {
        var book = state.FindBook(bookName);
        if (book?.FindAsset(terms.Code) is { } existing)
        {
            var status = Compare(existing.Terms, terms);
            return new AssetResult(status, status == AssetStatus.Exists ? existing.CreateTime : null);
        }

        if (book?.AssetCount >= LedgerLimits.AssetsMax)
        {
            return new AssetResult(AssetStatus.TooManyAssets, CreateTime: null);
        }

        var time = happening.Now();
        happening.Add(new AssetCreated(bookName, terms));
        return new AssetResult(AssetStatus.Created, time);
    }

    /// <summary>Finds an asset that accounts of a book may hold.</summary>
    /// <param name="book">The book; null when nothing was ever decided in it.</param>
    /// <param name="asked">Code of the asset.</param>
    /// <param name="code">The code: one string an asset, however many accounts hold it.</param>
    /// <param name="scale">Decimal digits of its amounts: those that the book's first account of it was given.</param>
    public static bool TryFind(Book? book, string asked, [NotNullWhen(true)] out string? code, out int scale)
    {
        (code, scale) = book?.FindAsset(asked) is { } own ? (own.Terms.Code, own.Terms.Scale)
            : Currency.TryFind(asked, out var currency) ? (currency.Code, currency.Exponent)
            : (null, 0);

        // Should ISO 4217 ever change an exponent, amounts of accounts that are there already keep their meaning.
        scale = book?.SumsOf(asked) is { AccountCount: > 0 } sums ? sums.Scale : scale;
        return code is not null;
    }

    private static AssetStatus Compare(AssetTerms first, AssetTerms again) =>
        first.Scale != again.Scale ? AssetStatus.ExistsWithDifferentScale
        : first.ExternalReference != again.ExternalReference ? AssetStatus.ExistsWithDifferentExternalReference
        : AssetStatus.Exists;
}
