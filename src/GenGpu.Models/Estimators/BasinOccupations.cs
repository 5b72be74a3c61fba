using GenGpu.Models.Energies;

namespace GenGpu.Models.Estimators;

/// <summary>
/// How often samples of a model q lie in each basin of an energy, raw and reweighted to p = exp(-beta U) / Z, and free-energy differences between basins. One pass; accumulators of the same basins merge.
/// </summary>
public sealed class BasinOccupations
{
    private readonly WeightedMean[] _means;

    /// <summary>No samples yet.</summary>
    /// <param name="basins">Basins that do not overlap.</param>
    public BasinOccupations(IReadOnlyList<Basin> basins)
    {
        ArgumentNullException.ThrowIfNull(basins);
        Basins = basins;
        _means = [.. basins.Select(_ => new WeightedMean())];
    }

    /// <summary>The basins.</summary>
    public IReadOnlyList<Basin> Basins { get; }

    /// <summary>Number of samples.</summary>
    public long Count { get; private set; }

    /// <summary>Samples whose log weight is NaN or +infinity; they have weight zero.</summary>
    public long InvalidCount { get; private set; }

    /// <summary>Adds a sample.</summary>
    /// <param name="x">The point, [dimensions].</param>
    /// <param name="logWeight">log w = -beta U(x) - log q(x); 0 for samples of p.</param>
    public void Add(ReadOnlySpan<double> x, double logWeight = 0)
    {
        Count++;
        if (double.IsNaN(logWeight) || double.IsPositiveInfinity(logWeight))
            InvalidCount++;
        for (int i = 0; i < _means.Length; i++)
            _means[i].Add(Basins[i].Contains(x) ? 1 : 0, logWeight);
    }

    /// <summary>Adds the samples of another accumulator.</summary>
    /// <param name="other">The other, of the same basins; unchanged.</param>
    /// <exception cref="ArgumentException">It has another number of basins.</exception>
    public void Merge(BasinOccupations other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._means.Length != _means.Length)
            throw new ArgumentException($"Occupations of {other._means.Length} basins cannot be merged into those of {_means.Length}; both must come from one energy.", nameof(other));
        Count += other.Count;
        InvalidCount += other.InvalidCount;
        for (int i = 0; i < _means.Length; i++)
            _means[i].Merge(other._means[i]);
    }

    /// <summary>Share of the model's samples in a basin, with binomial standard error.</summary>
    /// <param name="basin">Index of the basin.</param>
    public Estimate Raw(int basin) => _means[basin].Raw;

    /// <summary>P(basin) under p: sum w 1 / sum w, with delta-method standard error.</summary>
    /// <param name="basin">Index of the basin.</param>
    public Estimate Reweighted(int basin) => _means[basin].Reweighted;

    /// <summary>Free-energy difference -log(P_a / P_b) / beta of the model's own samples; the error is sqrt(1/n_a + 1/n_b) / beta.</summary>
    /// <param name="a">Index of one basin.</param>
    /// <param name="b">Index of another.</param>
    /// <param name="beta">Inverse temperature.</param>
    /// <returns>Infinite where one basin was never visited, NaN where neither was; the error then is NaN.</returns>
    public Estimate RawFreeEnergyDifference(int a, int b, double beta)
    {
        double countA = _means[a].Raw.Value * _means[a].Count;
        double countB = _means[b].Raw.Value * _means[b].Count;
        return Difference(countA, countB, (1 / countA) + (1 / countB), a == b, beta);
    }

    /// <summary>
    /// Free-energy difference -log(P_a / P_b) / beta under p. The basins do not overlap, so the delta-method variance of log(P_a / P_b) is (sum_a w^2 / P_a^2 + sum_b w^2 / P_b^2) / (sum w)^2.
    /// </summary>
    /// <param name="a">Index of one basin.</param>
    /// <param name="b">Index of another.</param>
    /// <param name="beta">Inverse temperature.</param>
    /// <returns>Infinite where one basin has no weight, NaN where neither has; the error then is NaN.</returns>
    public Estimate FreeEnergyDifference(int a, int b, double beta)
    {
        double massA = _means[a].Reweighted.Value;
        double massB = _means[b].Reweighted.Value;
        double sum = _means[a].WeightSum;
        // The square of an indicator is the indicator: its squared deviation from 0 is sum w^2 over the basin.
        double squaresA = _means[a].SquaredDeviations(0) / (massA * massA);
        double squaresB = _means[b].SquaredDeviations(0) / (massB * massB);
        return Difference(massA, massB, (squaresA + squaresB) / (sum * sum), a == b, beta);
    }

    private static Estimate Difference(double massA, double massB, double variance, bool isSame, double beta)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        if (isSame)
            return new(0, 0);
        return new(-Math.Log(massA / massB) / beta, massA > 0 && massB > 0 ? Math.Sqrt(variance) / beta : double.NaN);
    }
}
