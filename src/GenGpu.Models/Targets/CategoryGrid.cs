namespace GenGpu.Models.Targets;

/// <summary>
/// The categories of the binned mode: <paramref name="Count"/> equally spaced points from <paramref name="Lower"/> to
/// <paramref name="Upper"/>. A value belongs to its nearest point; halfway values belong to the upper one, and the outer categories take the tails.
/// </summary>
/// <param name="Count">Number of categories, at least 2.</param>
/// <param name="Lower">The first point.</param>
/// <param name="Upper">The last point, above <paramref name="Lower"/>.</param>
public readonly record struct CategoryGrid(int Count, double Lower = -3.5, double Upper = 3.5)
{
    /// <summary>The point of a category, Lower + category (Upper - Lower) / (Count - 1).</summary>
    /// <param name="category">Index from 0.</param>
    /// <returns>Its point.</returns>
    public double Point(int category) => Lower + category * (Upper - Lower) / (Count - 1);

    /// <summary>The category of a value: floor((x - Lower) (Count - 1) / (Upper - Lower) + 1/2), clamped; NaN falls into category 0.</summary>
    /// <param name="value">x.</param>
    /// <returns>Index from 0.</returns>
    public int CategoryOf(double value)
    {
        double position = Math.Floor((value - Lower) * (Count - 1) / (Upper - Lower) + 0.5);
        return position >= Count - 1 ? Count - 1 : position > 0 ? (int)position : 0;
    }

    /// <summary>The values that belong to a category: from one midpoint between points to the next, the outer ones without end.</summary>
    /// <param name="category">Index from 0.</param>
    /// <returns>The lower end, which belongs to it, and the upper, which does not.</returns>
    public (double Lower, double Upper) Cell(int category) =>
        (category == 0 ? double.NegativeInfinity : Midpoint(category - 1), category == Count - 1 ? double.PositiveInfinity : Midpoint(category));

    /// <summary>The exact masses of the categories under a law: P(lower midpoint &lt;= X &lt; upper midpoint), the tails in the outer ones.</summary>
    /// <param name="law">The law.</param>
    /// <returns><see cref="Count"/> masses that sum to 1.</returns>
    public double[] Masses(UnivariateLaw law)
    {
        ArgumentNullException.ThrowIfNull(law);
        double[] masses = new double[Count];
        for (int category = 0; category < Count; category++)
        {
            (double lower, double upper) = Cell(category);
            masses[category] = law.Mass(lower, upper);
        }
        return masses;
    }

    /// <summary>Moves values to the points of their categories: what a binned model's samples look like after decoding.</summary>
    /// <param name="values">Values.</param>
    /// <returns>One point per value.</returns>
    public float[] Decode(ReadOnlySpan<float> values)
    {
        float[] decoded = new float[values.Length];
        for (int index = 0; index < decoded.Length; index++)
            decoded[index] = (float)Point(CategoryOf(values[index]));
        return decoded;
    }

    private double Midpoint(int category) => Lower + (2 * category + 1) * (Upper - Lower) / (2 * (Count - 1));
}
