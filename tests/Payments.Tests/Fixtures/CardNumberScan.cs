using System.Text;
using Mesh.Testing.State;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>Looks for a card number in whatever form it could be written: digits, grouped, UTF-16, hexadecimal, base64.</summary>
internal static class CardNumberScan
{
    public static async Task<bool> FindsAsync(InMemoryStateStore store, string number)
    {
        foreach (var key in store.Keys)
        {
            var entry = await store.GetAsync(key, CancellationToken.None);
            if (Finds(Encoding.Latin1.GetString(entry!.Value.Span), number) || Finds(key, number))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Finds(string text, string number)
    {
        var ascii = Encoding.ASCII.GetBytes(number);

        // Without the first and last digits: base64 mixes them with their neighbours.
        var base64 = Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String([.. new byte[shift], .. ascii])[4..^4]);
        string[] forms =
        [
            number,
            string.Join(' ', number.Chunk(4).Select(group => new string(group))),
            string.Join('-', number.Chunk(4).Select(group => new string(group))),
            Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(number)),
            Convert.ToHexString(ascii),
            .. base64,
        ];
        return forms.Any(form => text.Contains(form, StringComparison.OrdinalIgnoreCase));
    }
}
