namespace Mesh.Kernel;

/// <summary>The form that names of tenants, books, merchants and wallets share.</summary>
public static class TenantName
{
    /// <summary>Longest name in characters.</summary>
    public const int CharactersMax = 64;

    /// <summary>What a name looks like, for messages.</summary>
    public const string Form = "1 to 64 characters of a-z 0-9 - _ . beginning with a letter or digit";

    /// <summary>True for a name of that form.</summary>
    public static bool IsValid(string name) =>
        name.Length is >= 1 and <= CharactersMax && IsLetterOrDigit(name[0]) && name.All(letter => IsLetterOrDigit(letter)
            || letter is '-' or '_' or '.');

    private static bool IsLetterOrDigit(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter);
}
