using MathNet.Numerics.Distributions;

namespace GenGpu.Models.Tests.Estimators;

/// <summary>Normal samples of the host: random ones with a seed, and evenly spread ones that turn an average into quadrature.</summary>
internal static class Normals
{
    public static double[] Random(int count, int seed)
    {
        var random = new Random(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = Normal.InvCDF(0, 1, (random.NextDouble() * (1 - 1e-12)) + 0.5e-12);
        return values;
    }

    public static double[] Spread(int count) => [.. Enumerable.Range(0, count).Select(i => Normal.InvCDF(0, 1, (i + 0.5) / count))];
}
