using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>
/// Assigns the categories of the binned mode to the modes of a mixture on the line. Decoded samples lie on the points of a grid that may be wider than a mode, so distances of points say little: a category belongs to the
/// mode that gives it most mass, is of high quality when its cell comes within <see cref="ModeCounter.HighQualityRadius"/> standard deviations of that mode's mean, and every figure is compared with what exact masses say of a
/// perfect model. A mode that gives no category most of its mass cannot be told from its neighbour: nobody can hit it, and it is never missing.
/// </summary>
public sealed class CategoryModeCounter
{
    // In units of the squared distance of points. Of two categories with shares p and q, the variance p q is known to sqrt((1 / (p q) - 4) / n) of itself: at a sixth as well as that of a Gaussian, sqrt(2 / n).
    private const double SmallestVariance = 1.0 / 6;

    private readonly CategoryGrid _categories;
    private readonly int[] _owners;
    private readonly bool[] _isHighQuality;
    private readonly bool[] _isAround;
    private readonly double[] _weights;
    private readonly double[] _weightsAround;
    private readonly double[] _variances;
    private readonly bool[] _isWide;

    /// <summary>Assigns the categories.</summary>
    /// <param name="modes">The modes, two or more, of one dimension.</param>
    /// <param name="categories">The categories.</param>
    /// <param name="masses">The exact masses of the categories under the target.</param>
    /// <exception cref="ArgumentException">A mode has more than one dimension, or there is not one mass per category.</exception>
    public CategoryModeCounter(IReadOnlyList<GaussianComponent> modes, CategoryGrid categories, double[] masses)
    {
        ArgumentNullException.ThrowIfNull(modes);
        ArgumentNullException.ThrowIfNull(masses);
        if (modes.Any(mode => mode.Dimensions != 1))
            throw new ArgumentException("Categories exist for one-dimensional targets.", nameof(modes));
        if (masses.Length != categories.Count)
            throw new ArgumentException($"There are {masses.Length} masses for {categories.Count} categories.", nameof(masses));
        _categories = categories;
        _owners = new int[categories.Count];
        _isHighQuality = new bool[categories.Count];
        _isAround = new bool[categories.Count];
        _weights = new double[modes.Count];
        _weightsAround = new double[modes.Count];
        double radius = ModeCounter.HighQualityRadius(1);
        double[] reach = ModeCounter.Reach(modes);
        for (int category = 0; category < categories.Count; category++)
        {
            (double lower, double upper) = categories.Cell(category);
            int owner = Owner(modes, lower, upper, categories.Point(category));
            double mean = modes[owner].Mean[0];
            double distance = Math.Max(0, Math.Max(lower - mean, mean - upper));
            _owners[category] = owner;
            _isHighQuality[category] = distance <= radius * modes[owner].Cholesky[0];
            _isAround[category] = _isHighQuality[category] || distance <= reach[owner];
            _weights[owner] += masses[category];
            if (_isAround[category])
                _weightsAround[owner] += masses[category];
        }

        _variances = Variances(masses);
        double spacing = categories.Point(1) - categories.Point(0);
        _isWide = [.. _variances.Select(variance => variance >= SmallestVariance * spacing * spacing)];
    }

    /// <summary>Computes the coverage of decoded samples; values that are not finite belong to no mode.</summary>
    /// <param name="samples">[1, count] decoded values.</param>
    /// <param name="count">Number of samples, at least 1.</param>
    /// <returns>
    /// The coverage. Its covariance error is the mean over the modes with <see cref="ModeMoments.SmallestCount"/> samples of |v / v* - 1|, v the variance of the mode's decoded samples of high quality
    /// and v* that of a perfect model's; modes with v* below a sixth of the squared distance of points, which sit in one category, have none.
    /// </returns>
    public ModeCoverage Count(ReadOnlySpan<float> samples, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double[] counts = new double[_categories.Count];
        foreach (float sample in samples[..count])
        {
            if (float.IsFinite(sample))
                counts[_categories.CategoryOf(sample)]++;
        }

        int modes = _weights.Length;
        double[] all = new double[modes];
        double[] around = new double[modes];
        double[] high = new double[modes];
        for (int category = 0; category < counts.Length; category++)
        {
            int owner = _owners[category];
            all[owner] += counts[category];
            around[owner] += _isAround[category] ? counts[category] : 0;
            high[owner] += _isHighQuality[category] ? counts[category] : 0;
        }

        double[] variances = Variances(counts);
        IEnumerable<int> measured = Enumerable.Range(0, modes).Where(mode => _isWide[mode] && high[mode] >= ModeMoments.SmallestCount(1));
        return ModeCoverage.Of(
            [.. all.Select(number => number / count)],
            _weights,
            high.Count(number => number > 0),
            high.Sum() / count,
            [.. measured.Select(mode => Math.Abs((variances[mode] / _variances[mode]) - 1))],
            [.. Enumerable.Range(0, modes).Where(mode => around[mode] / count < ModeCounter.MissingShare * _weightsAround[mode])]);
    }

    // Beyond the reach of doubles all masses are zero: the nearest mode, as in the continuous mode.
    private static int Owner(IReadOnlyList<GaussianComponent> modes, double lower, double upper, double point)
    {
        int owner = 0;
        (double Mass, double Nearness) most = (double.NegativeInfinity, 0);
        for (int mode = 0; mode < modes.Count; mode++)
        {
            double deviation = modes[mode].Cholesky[0];
            double mean = modes[mode].Mean[0];
            (double Mass, double Nearness) own = (modes[mode].Weight * NormalFunctions.Mass((lower - mean) / deviation, (upper - mean) / deviation), -modes[mode].SquaredDistance([point]));
            if (own.CompareTo(most) > 0)
                (owner, most) = (mode, own);
        }

        return owner;
    }

    /// <summary>Per mode, the variance of points within its categories of high quality; NaN where they hold nothing.</summary>
    private double[] Variances(double[] masses)
    {
        double[] mass = new double[_weights.Length];
        double[] mean = new double[_weights.Length];
        double[] variance = new double[_weights.Length];
        for (int category = 0; category < masses.Length; category++)
        {
            if (!_isHighQuality[category])
                continue;
            mass[_owners[category]] += masses[category];
            mean[_owners[category]] += masses[category] * _categories.Point(category);
        }

        for (int category = 0; category < masses.Length; category++)
        {
            int owner = _owners[category];
            double difference = _categories.Point(category) - (mean[owner] / mass[owner]);
            if (_isHighQuality[category])
                variance[owner] += masses[category] * difference * difference / mass[owner];
        }

        return variance;
    }
}
