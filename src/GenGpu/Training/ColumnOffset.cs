using GenGpu.Core;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>What is taken from a column of a data file in double precision before its values become floats.</summary>
internal static class ColumnOffset
{
    // Doubles have a relative distance of 1e-16: a column that varies less than this has no thousand values, and differs by rounding alone.
    private const double SmallestSpread = 1e-13;

    // Rounding to floats, 6e-8 of the mean, then moves values by less than 1 % of their deviation.
    private const double MostDeviations = 1e5;

    /// <summary>The mean of a column that lies so far from zero that floats would lose its spread (<see cref="Standardisation.IsFar"/>), 1e9 + N(0, 1) for example; 0 for all others and for constant ones.</summary>
    /// <param name="values">The column.</param>
    public static double Of(ReadOnlySpan<double> values)
    {
        (double mean, double deviation) = Moments(values);
        return deviation > SmallestSpread * Math.Abs(mean) && Standardisation.IsFar(mean, deviation) ? mean : 0;
    }

    /// <summary>Refuses a condition whose values single precision cannot tell apart: conditions stay the numbers that a user gives, so nothing is taken from them.</summary>
    /// <param name="values">The column.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isCategorical">Whether it is one of a few values; otherwise a number.</param>
    /// <exception cref="UserErrorException">Two categories are the same float, a category that is a whole number is no float, or the column lies too far from zero for its spread.</exception>
    public static void CheckCondition(ReadOnlySpan<double> values, string name, bool isCategorical)
    {
        (double mean, double deviation) = Moments(values);
        double[] distinct = [.. values.ToArray().Distinct()];
        bool isLost = distinct.Length > 1 && Math.Abs(mean) > MostDeviations * deviation;

        // A date such as 20240101 would become another one.
        if (isCategorical)
            isLost |= distinct.Any(value => value == Math.Floor(value) && (float)value != value) || distinct.DistinctBy(value => (float)value).Count() < distinct.Length;
        if (isLost)
            throw new UserErrorException(FormattableString.Invariant($"--condition: column '{name}' holds numbers near {mean:G6} that single precision, in which models see conditions, cannot keep apart; subtract {Math.Round(values[0]):G15} from all of them in the file{(isCategorical ? ", or number the categories" : "")}."), 2);
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        // From the first value on, so that squares of differences do not drown.
        double first = values[0];
        double sum = 0;
        double squares = 0;
        foreach (double value in values)
            sum += (value - first) / values.Length;
        foreach (double value in values)
            squares += (value - first - sum) * (value - first - sum) / values.Length;
        return (first + sum, Math.Sqrt(squares));
    }
}
