using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>What is taken from a column of a data file in double precision before its values become floats.</summary>
internal static class ColumnOffset
{
    // Doubles have a relative distance of 1e-16: a column that varies less than this has no thousand values, and differs by rounding alone.
    private const double SmallestSpread = 1e-13;

    /// <summary>The mean of a column that lies so far from zero that floats would lose its spread (<see cref="Standardisation.IsFar"/>), 1e9 + N(0, 1) for example; 0 for all others and for constant ones.</summary>
    /// <param name="values">The column.</param>
    public static double Of(ReadOnlySpan<double> values)
    {
        // From the first value on, so that squares of differences do not drown.
        double first = values[0];
        double sum = 0;
        double squares = 0;
        foreach (double value in values)
            sum += (value - first) / values.Length;
        foreach (double value in values)
            squares += (value - first - sum) * (value - first - sum) / values.Length;
        double mean = first + sum;
        double deviation = Math.Sqrt(squares);
        return deviation > SmallestSpread * Math.Abs(mean) && Standardisation.IsFar(mean, deviation) ? mean : 0;
    }
}
