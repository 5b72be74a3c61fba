using GenGpu.Models.Targets;
using MathNet.Numerics.Distributions;

namespace GenGpu.Models.Metrics;

/// <summary>Assigns samples to the modes of a target.</summary>
public static class ModeCounter
{
    private const double PlaneRadius = 3;

    // A mode with less than this of its weight around it counts as missing; a model that finds all modes is far above.
    internal const double MissingShare = 0.1;

    /// <summary>
    /// Mahalanobis distance within which a sample is of high quality: 3 on the line and in the plane (Lin et al. 2018); above, the radius that holds as much of a Gaussian as 3 does in the plane, 1 - exp(-9/2),
    /// for nearly all of its mass lies about sqrt(d) from its mean.
    /// </summary>
    /// <param name="dimensions">d, at least 1.</param>
    public static double HighQualityRadius(int dimensions) =>
        dimensions <= 2 ? PlaneRadius : Math.Sqrt(ChiSquared.InvCDF(dimensions, 1 - Math.Exp(-0.5 * PlaneRadius * PlaneRadius)));

    /// <summary>How the modes of a target are counted.</summary>
    /// <param name="target">The target.</param>
    /// <param name="categories">The categories of the binned mode, or null.</param>
    /// <returns>The count; null where the target has fewer than two modes.</returns>
    public static ModeCount? For(Target target, CategoryGrid? categories)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Modes.Count < 2)
            return null;
        if (categories is not { } grid)
            return (samples, count) => Count(samples, count, target.Modes);
        return target.CategoryMasses(grid) is { } masses ? new CategoryModeCounter(target.Modes, grid, masses).Count : null;
    }

    /// <summary>Computes the coverage; a mode is nearest in Mahalanobis distance, and samples that are not finite belong to no mode.</summary>
    /// <param name="samples">[dimensions, count].</param>
    /// <param name="count">Number of samples, at least 1.</param>
    /// <param name="modes">The modes, at least one.</param>
    /// <returns>The coverage.</returns>
    public static ModeCoverage Count(ReadOnlySpan<float> samples, int count, IReadOnlyList<GaussianComponent> modes)
    {
        ArgumentNullException.ThrowIfNull(modes);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int dimensions = modes[0].Dimensions;
        double[] shares = new double[modes.Count];
        double[] around = new double[modes.Count];
        double radius = HighQualityRadius(dimensions);
        double[] reach = Reach(modes);
        ModeMoments[] moments = [.. modes.Select(_ => new ModeMoments(dimensions))];
        double[] point = new double[dimensions];
        double[] whitened = new double[dimensions];
        for (int sample = 0; sample < count; sample++)
        {
            for (int axis = 0; axis < dimensions; axis++)
                point[axis] = samples[axis * count + sample];
            int nearest = -1;
            double nearestSquare = double.PositiveInfinity;
            for (int mode = 0; mode < modes.Count; mode++)
            {
                double square = modes[mode].SquaredDistance(point);
                if (square < nearestSquare)
                    (nearest, nearestSquare) = (mode, square);
            }
            if (nearest < 0)
                continue;
            shares[nearest] += 1.0 / count;
            bool isHighQuality = nearestSquare <= radius * radius;
            if (isHighQuality || SquaredDistance(point, modes[nearest].Mean) <= reach[nearest] * reach[nearest])
                around[nearest] += 1.0 / count;
            if (!isHighQuality)
                continue;
            modes[nearest].Whiten(point, whitened);
            moments[nearest].Add(whitened);
        }
        double[] weights = [.. modes.Select(mode => mode.Weight)];
        double[] errors = [.. moments.Select(mode => mode.CovarianceError(radius)).Where(double.IsFinite)];
        return ModeCoverage.Of(
            shares,
            weights,
            moments.Count(mode => mode.Count > 0),
            moments.Sum(mode => (double)mode.Count) / count,
            errors,
            [.. Enumerable.Range(0, modes.Count).Where(mode => around[mode] < MissingShare * weights[mode])]);
    }

    /// <summary>Half the way from each mode to the nearest other one: a blurred mode is not a missing one.</summary>
    internal static double[] Reach(IReadOnlyList<GaussianComponent> modes)
    {
        double[] reach = new double[modes.Count];
        for (int mode = 0; mode < reach.Length; mode++)
        {
            double nearest = double.PositiveInfinity;
            for (int other = 0; other < reach.Length; other++)
                nearest = other == mode ? nearest : Math.Min(nearest, SquaredDistance(modes[mode].Mean, modes[other].Mean));
            reach[mode] = Math.Sqrt(nearest) / 2;
        }
        return reach;
    }

    private static double SquaredDistance(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double sum = 0;
        for (int axis = 0; axis < first.Length; axis++)
            sum += (first[axis] - second[axis]) * (first[axis] - second[axis]);
        return sum;
    }
}
