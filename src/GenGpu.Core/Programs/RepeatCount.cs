using System.Globalization;

namespace GenGpu.Core.Programs;

/// <summary>How often a Repeat runs: a literal, or a scalar hyper value rounded to the nearest whole number (negative counts as 0).</summary>
public readonly record struct RepeatCount
{
    private RepeatCount(int literal, HyperSlot? hyper)
    {
        Literal = literal;
        Hyper = hyper;
    }

    /// <summary>The count, when <see cref="Hyper"/> is null.</summary>
    public int Literal { get; }

    /// <summary>The hyper slot that holds the count, or null.</summary>
    public HyperSlot? Hyper { get; }

    /// <summary>A constant count.</summary>
    /// <param name="count">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static RepeatCount Of(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new RepeatCount(count, null);
    }

    /// <summary>A count read from a hyper value, per model.</summary>
    /// <param name="slot">A scalar hyper slot.</param>
    /// <exception cref="ArgumentException">The slot is not a scalar.</exception>
    public static RepeatCount Of(HyperSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        if (slot.Rows != 1 || slot.Columns != 1)
            throw new ArgumentException($"The count of a Repeat must be a scalar hyper value; '{slot.Name}' is {slot.Shape}.", nameof(slot));
        return new RepeatCount(0, slot);
    }

    /// <summary>The number of iterations given the hyper value.</summary>
    /// <param name="hyperValue">The value of <see cref="Hyper"/> for the model; ignored for a literal.</param>
    public int Resolve(float hyperValue) =>
        Hyper is null ? Literal : float.IsFinite(hyperValue) ? (int)Math.Clamp(MathF.Round(hyperValue), 0f, 1 << 30) : 0;

    /// <summary>A literal count.</summary>
    /// <param name="count">At least 0.</param>
    public static implicit operator RepeatCount(int count) => Of(count);

    /// <inheritdoc/>
    public override string ToString() => Hyper?.Name ?? Literal.ToString(CultureInfo.InvariantCulture);
}
