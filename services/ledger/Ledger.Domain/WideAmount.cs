using System.Globalization;
using System.Numerics;

namespace Mesh.Ledger.Domain;

/// <summary>
/// An amount of up to 192 bits, in minor units: what many amounts of 128 bits add up to. No sum of a journal reaches its end, for that
/// takes 2^64 amounts. Arithmetic is checked all the same.
/// </summary>
/// <param name="High">Bits 128 to 191.</param>
/// <param name="Low">Bits 0 to 127.</param>
public readonly record struct WideAmount(ulong High, UInt128 Low) : IComparable<WideAmount>
{
    /// <summary>Widens an amount.</summary>
    public static implicit operator WideAmount(UInt128 amount) => new(0, amount);

    /// <summary>Adds; throws beyond 2^192 - 1.</summary>
    public static WideAmount operator +(WideAmount left, WideAmount right)
    {
        var low = unchecked(left.Low + right.Low);
        return new WideAmount(checked(left.High + right.High + (low < left.Low ? 1UL : 0UL)), low);
    }

    /// <summary>Subtracts; throws below 0.</summary>
    public static WideAmount operator -(WideAmount left, WideAmount right) =>
        new(checked(left.High - right.High - (left.Low < right.Low ? 1UL : 0UL)), unchecked(left.Low - right.Low));

    /// <summary>Multiplies an amount by a number: never more than 192 bits.</summary>
    public static WideAmount Product(UInt128 amount, ulong factor)
    {
        var low = (amount & ulong.MaxValue) * factor;
        var high = (amount >> 64) * factor + (low >> 64);
        return new WideAmount((ulong)(high >> 64), (high << 64) | (low & ulong.MaxValue));
    }

    public static bool operator <(WideAmount left, WideAmount right) => left.CompareTo(right) < 0;

    public static bool operator >(WideAmount left, WideAmount right) => left.CompareTo(right) > 0;

    public static bool operator <=(WideAmount left, WideAmount right) => left.CompareTo(right) <= 0;

    public static bool operator >=(WideAmount left, WideAmount right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(WideAmount other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    /// <summary>Writes it as a decimal number.</summary>
    public override string ToString() => (((BigInteger)High << 128) + Low).ToString(CultureInfo.InvariantCulture);
}
