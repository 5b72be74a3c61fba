using GenGpu.Core.Random;
using GenGpu.Training;

namespace GenGpu.Sweeps.Reports;

/// <summary>Percentile bootstrap interval of a median (Efron 1979): the values are drawn with replacement 2,000 times, and the interval holds the middle 95 % of the medians.</summary>
public static class Bootstrap
{
    private const int Draws = 2_000;
    private const double Tail = 0.025;

    /// <summary>Median and interval; the same for the same values, for the draws come from Philox with a fixed key.</summary>
    /// <param name="values">Values that are numbers, in any order.</param>
    /// <returns>NaN without values; both ends are the value itself for a single one.</returns>
    public static (double Median, double Low, double High) Median(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] sorted = [.. values.Order()];
        double median = SeedStatistics.MedianOf(sorted);
        if (sorted.Length < 2)
            return (median, median, median);
        double[] medians = new double[Draws];
        double[] drawn = new double[sorted.Length];
        for (int draw = 0; draw < Draws; draw++)
        {
            for (int index = 0; index < drawn.Length; index++)
            {
                PhiloxBlock block = Philox.Generate(new PhiloxBlock((uint)index, (uint)draw, 0, 0), 0x626F6F74, 0);
                drawn[index] = sorted[(int)((block[0] * (ulong)sorted.Length) >> 32)];
            }

            Array.Sort(drawn);
            medians[draw] = 0.5 * (drawn[(drawn.Length - 1) / 2] + drawn[drawn.Length / 2]);
        }

        Array.Sort(medians);
        return (median, medians[(int)(Tail * Draws)], medians[(int)((1 - Tail) * Draws) - 1]);
    }
}
