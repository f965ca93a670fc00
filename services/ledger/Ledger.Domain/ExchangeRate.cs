using System.Diagnostics;

namespace Mesh.Ledger.Domain;

/// <summary>
/// How many minor units of one asset an amount of another is worth: an exact fraction, with the rounding that makes its product whole.
/// </summary>
/// <param name="Numerator">Minor units of the asset that is given, at least 1.</param>
/// <param name="Denominator">For so many minor units of the asset that is taken, at least 1.</param>
/// <param name="Rounding">How the product is rounded.</param>
public sealed record ExchangeRate(ulong Numerator, ulong Denominator, Rounding Rounding)
{
    /// <summary>True when an amount, multiplied by the rate and rounded, is exactly the other amount.</summary>
    /// <param name="taken">Minor units that are taken.</param>
    /// <param name="given">Minor units that are given.</param>
    /// <remarks>
    /// Without a division: given is right when given * denominator differs from taken * numerator by less than the rounding may move it.
    /// Both products fit 192 bits, so nothing overflows; a product that rounds to more than 2^128 - 1 equals no amount.
    /// </remarks>
    public bool Gives(UInt128 taken, UInt128 given)
    {
        var (exact, rounded) = (WideAmount.Product(taken, Numerator), WideAmount.Product(given, Denominator));
        var isAbove = rounded > exact;
        var moved = isAbove ? rounded - exact : exact - rounded;
        if (moved >= (UInt128)Denominator)
        {
            return false;
        }

        var twice = moved.Low * 2;
        return Rounding switch
        {
            _ when moved.Low == 0 => true,
            Rounding.Down => !isAbove,
            Rounding.Up => isAbove,
            Rounding.HalfUp => twice < Denominator || (twice == Denominator && isAbove),
            Rounding.HalfEven => twice < Denominator || (twice == Denominator && UInt128.IsEvenInteger(given)),
            _ => throw new UnreachableException($"{Rounding} is not a rounding."),
        };
    }
}
