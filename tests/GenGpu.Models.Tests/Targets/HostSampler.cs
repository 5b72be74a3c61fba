using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Targets;

/// <summary>Draws from the named targets without any accelerator, so that tests of metrics do not depend on one.</summary>
internal static class HostSampler
{
    public static TargetSampler For(Target target, int seed = 0) => (count, draw) =>
    {
        Random random = new(seed * 1000 + draw);
        float[] samples = new float[target.Dimensions * count];
        double[] normals = new double[target.Dimensions];
        for (int sample = 0; sample < count; sample++)
        {
            switch (target)
            {
                case GaussianMixtureTarget mixture:
                    GaussianComponent component = Choose(mixture.Mixture, random);
                    for (int axis = 0; axis < normals.Length; axis++)
                        normals[axis] = Normal(random);
                    for (int row = 0; row < normals.Length; row++)
                    {
                        double value = component.Mean[row];
                        for (int column = 0; column <= row; column++)
                            value += component.Cholesky[row * normals.Length + column] * normals[column];
                        samples[row * count + sample] = (float)value;
                    }
                    break;
                default:
                    samples[sample] = (float)target.Marginal(0)!.Quantile(1e-12 + (1 - 2e-12) * random.NextDouble());
                    break;
            }
        }
        return samples;
    };

    private static GaussianComponent Choose(GaussianMixture mixture, Random random)
    {
        double level = random.NextDouble();
        foreach (GaussianComponent component in mixture.Components)
        {
            level -= component.Weight;
            if (level < 0)
                return component;
        }
        return mixture.Components[^1];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
