using GenGpu.Models.Energies;
using GenGpu.Reports;
using GenGpu.Reports.Energies;
using GenGpu.Training;

namespace GenGpu.Tests.Reports.Energies;

/// <summary>Reports as runs on energies make them, from a made-up flow: a round Gaussian of known spread, weighted rightly.</summary>
internal static class SyntheticEnergyReport
{
    /// <summary>A flow N(0, spread^2) against the energy; every weight is exact.</summary>
    public static EnergyReport Of(Energy energy, double beta = 1, double spread = 1.2, int count = 4_000, bool hasTarget = false)
    {
        var random = new Random(5);
        int dimensions = energy.Dimensions;
        float[] points = new float[dimensions * count], logWeights = new float[count], energies = new float[count];
        double[] x = new double[dimensions];
        for (int sample = 0; sample < count; sample++)
        {
            double logDensity = 0;
            for (int axis = 0; axis < dimensions; axis++)
            {
                double z = Normal(random);
                points[(axis * count) + sample] = (float)(x[axis] = spread * z);
                logDensity -= (0.5 * z * z) + Math.Log(spread * Math.Sqrt(2 * Math.PI));
            }

            energies[sample] = (float)(beta * energy.Evaluate(x));
            logWeights[sample] = (float)(-energies[sample] - logDensity);
        }

        float[] target = [.. Enumerable.Range(0, hasTarget ? dimensions * count : 0).Select(_ => (float)(Normal(random) / Math.Sqrt(beta)))];
        return new EnergyReport($"{energy.Name}, budget 400, batch 256, seed 42", new BoltzmannLaw(energy, beta), Names(dimensions), Curves())
        {
            Samples = new WeightedPoints(new ReportSamples(dimensions, points), logWeights, energies),
            Target = hasTarget ? new ReportSamples(dimensions, target) : null,
            TargetReducedEnergies = hasTarget ? energies : default,
        };
    }

    public static GaussianEnergy Gaussian(int dimensions)
    {
        double[] covariance = new double[dimensions * dimensions];
        for (int row = 0; row < dimensions; row++)
            covariance[row * (dimensions + 1)] = 1;
        return new GaussianEnergy("gaussian", new double[dimensions], covariance);
    }

    public static EnergyCurves Curves() => new(
        [10, 20, 30],
        new MetricCurve([5, 1, 0.5], [4, 0.75, 0.25], [6, 2, 1]),
        MetricCurve.OfOneSeed([0.25, 0.5, 0.75]),
        MetricCurve.OfOneSeed([0.125, 0.25, double.NaN]));

    /// <summary>A perfect flow on U = x^2 / 2 over beta.</summary>
    public static ConditionCurve Condition(string name = "beta") => new(name, name == "beta", 42, 100, [.. new[] { 0.5, 1, 2 }.Select(beta =>
    {
        double logZ = 0.5 * Math.Log(2 * Math.PI / beta);
        return new ConditionPoint(beta, beta, -logZ, 0.25, logZ, 0.125, 0.75, beta == 2 ? null : logZ);
    })]);

    /// <summary>The rows of a CSV whose first fields are given, as numbers behind those; all but the header when none is given.</summary>
    public static double[][] Rows(string csv, string? first = null) =>
        [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Where(row => first is null || row.StartsWith(first + ",", StringComparison.Ordinal))
            .Select(row => row[(first is null ? 0 : first.Length + 1)..].Split(',').Select(field => double.Parse(field, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];

    private static string[] Names(int dimensions) => dimensions == 1 ? ["x"] : [.. Enumerable.Range(1, dimensions).Select(axis => $"x{axis}")];

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
