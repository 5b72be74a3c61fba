using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>
/// The smallest KL(target || q) over all mixtures q of N(m, sigma^2 I) with any weights: what a model with fixed Gaussian noise cannot fall below, however wide. The weights of a fine grid of
/// means are found by expectation maximisation (the nonparametric maximum likelihood estimate; Laird 1978), a convex problem.
/// </summary>
public static class MixtureFloor
{
    private const double Relaxation = 1.8;
    private const double Reach = 4;
    private const int LargestModes = 40;

    /// <summary>The floor in nats, or null where the target's density is not known or has more than two dimensions.</summary>
    /// <param name="target">The target.</param>
    /// <param name="sigma">The fixed standard deviation, above 0.</param>
    public static double? Of(Target target, double sigma)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!target.HasDensity || target.IsDiscrete || target.Dimensions > 2 || target.Marginal(0) is null)
            return null;
        Axis[] axes = [.. Enumerable.Range(0, target.Dimensions).Select(axis => Axis.Make(target, axis, sigma))];
        Axis first = axes[0];
        Axis? second = axes.Length == 2 ? axes[1] : null;
        int columns = second?.Points.Length ?? 1;
        double[] mass = new double[first.Points.Length * columns];
        double[] logTarget = new double[mass.Length];
        for (int index = 0; index < mass.Length; index++)
        {
            logTarget[index] = target.LogDensity(second is null ? [first.Points[index]] : [first.Points[index / columns], second.Points[index % columns]]);
            mass[index] = Math.Exp(logTarget[index]) * first.Spacing * (second?.Spacing ?? 1);
        }

        double total = mass.Sum();
        double[] weights = new double[first.Means.Length * (second?.Means.Length ?? 1)];
        Array.Fill(weights, 1.0 / weights.Length);
        double[] density = [];
        int iterations = second is null ? 3000 : 300;
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            density = Product(first.Kernel, second?.Kernel, weights, false);
            double[] ratio = new double[density.Length];
            for (int index = 0; index < ratio.Length; index++)
                ratio[index] = density[index] > 0 ? mass[index] / (total * density[index]) : 0;
            double[] factors = Product(first.Kernel, second?.Kernel, ratio, true);
            // Factors to a power below 2 converge to the same weights in half the steps.
            for (int index = 0; index < weights.Length; index++)
                weights[index] *= Math.Pow(factors[index], Relaxation);
            double sum = weights.Sum();
            for (int index = 0; index < weights.Length; index++)
                weights[index] /= sum;
        }

        double divergence = 0;
        for (int index = 0; index < mass.Length; index++)
        {
            if (mass[index] > 0)
                divergence += mass[index] / total * (logTarget[index] - Math.Log(density[index]));
        }

        return Math.Max(0, divergence);
    }

    /// <summary>A x B^T for a value on the product of both axes, or A x on one axis; with transposed kernels for the way from points to means.</summary>
    private static double[] Product(double[,] first, double[,]? second, double[] values, bool transposed)
    {
        if (second is null)
            return Along(first, values, 1, transposed);
        int inner = second.GetLength(transposed ? 0 : 1);
        double[] rows = Along(first, values, inner, transposed);
        int outer = rows.Length / inner;
        double[] flipped = Flip(rows, outer, inner);
        double[] both = Along(second, flipped, outer, transposed);
        return Flip(both, both.Length / outer, outer);
    }

    private static double[] Along(double[,] kernel, double[] values, int columns, bool transposed)
    {
        int results = kernel.GetLength(transposed ? 1 : 0);
        int sources = kernel.GetLength(transposed ? 0 : 1);
        double[] product = new double[results * columns];
        for (int result = 0; result < results; result++)
        {
            Span<double> row = product.AsSpan(result * columns, columns);
            for (int source = 0; source < sources; source++)
            {
                double factor = transposed ? kernel[source, result] : kernel[result, source];
                ReadOnlySpan<double> from = values.AsSpan(source * columns, columns);
                for (int column = 0; column < columns; column++)
                    row[column] += factor * from[column];
            }
        }

        return product;
    }

    private static double[] Flip(double[] values, int rows, int columns)
    {
        double[] flipped = new double[values.Length];
        for (int index = 0; index < values.Length; index++)
            flipped[index % columns * rows + index / columns] = values[index];
        return flipped;
    }

    /// <summary>Points of the target, means of the mixture, and the density of each mean at each point.</summary>
    private sealed record Axis(double[] Points, double[] Means, double Spacing, double[,] Kernel)
    {
        public static Axis Make(Target target, int axis, double sigma)
        {
            (double lower, double upper) = target.Marginal(axis)!.Support;
            double middle = target.Mean[axis];
            double reach = (Reach + 1) * target.StandardDeviation(axis);
            (lower, upper) = (Math.Max(lower, middle - reach), Math.Min(upper, middle + reach));
            int largest = target.Dimensions == 1 ? 400 : 60;
            int points = (int)Math.Clamp((upper - lower) / (0.25 * Math.Min(sigma, target.SmallestScale)), 40, largest);
            int means = (int)Math.Clamp((upper - lower) / (0.3 * sigma), 20, largest);
            double spacing = (upper - lower) / points;
            double[] at = [.. Enumerable.Range(0, points).Select(index => lower + (index + 0.5) * spacing)];
            // Two neighbours of a grid stand for a mean between them only with some more variance, so the modes' own means are added.
            double[] grid = [.. Enumerable.Range(0, means).Select(index => lower + (index + 0.5) * (upper - lower) / means)];
            double[] centres = [.. grid.Concat(target.Modes.Take(LargestModes).Select(mode => mode.Mean[axis])).Distinct()];
            means = centres.Length;
            double[,] kernel = new double[points, means];
            for (int point = 0; point < points; point++)
            {
                for (int mean = 0; mean < means; mean++)
                    kernel[point, mean] = Math.Exp(-0.5 * Math.Pow((at[point] - centres[mean]) / sigma, 2)) / (sigma * Math.Sqrt(2 * Math.PI));
            }

            return new Axis(at, centres, spacing, kernel);
        }
    }
}
