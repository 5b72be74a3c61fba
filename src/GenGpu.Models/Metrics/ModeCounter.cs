using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>Assigns samples to the modes of a target.</summary>
public static class ModeCounter
{
    private const double HighQualityDeviations = 3;

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
        bool[] hit = new bool[modes.Count];
        double[] point = new double[dimensions];
        int highQuality = 0;
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
            if (nearestSquare <= HighQualityDeviations * HighQualityDeviations)
            {
                highQuality++;
                hit[nearest] = true;
            }
        }
        double entropy = 0;
        foreach (double share in shares)
            entropy -= share > 0 ? share * Math.Log(share) : 0;
        double[] weights = [.. modes.Select(mode => mode.Weight)];
        return new ModeCoverage(
            hit.Count(isHit => isHit),
            (double)highQuality / count,
            Divergences.TotalVariation(shares, weights),
            modes.Count == 1 ? 1 : entropy / Math.Log(modes.Count));
    }
}
