using GenGpu.Models.Energies;
using GenGpu.Models.Sampling;

namespace GenGpu.Models.Estimators;

/// <summary>
/// Mean energy and means of an energy's observables from samples of a model q: raw, reweighted to p = exp(-beta U) / Z, and along the independence Metropolis chain that takes the samples as proposals. Index 0 is the energy.
/// </summary>
/// <remarks>The chain's values are held (8 bytes per sample and observable), for their autocorrelation time is a property of the whole series; switch the chain off for very long streams.</remarks>
public sealed class ObservableMeans
{
    private readonly IReadOnlyList<Observable> _observables;
    private readonly WeightedMean[] _means;
    private readonly List<double>[] _chains;
    private readonly double[] _values;
    private readonly double[] _current;
    private readonly IndependenceMetropolis? _metropolis;

    /// <summary>No samples yet.</summary>
    /// <param name="observables">The observables besides the energy.</param>
    /// <param name="metropolis">The chain, or null for none; the samples are added to it here, so add them nowhere else.</param>
    public ObservableMeans(IReadOnlyList<Observable> observables, IndependenceMetropolis? metropolis = null)
    {
        ArgumentNullException.ThrowIfNull(observables);
        _observables = observables;
        _metropolis = metropolis;
        Names = ["energy", .. observables.Select(o => o.Name)];
        _means = [.. Names.Select(_ => new WeightedMean())];
        _chains = [.. Names.Select(_ => new List<double>())];
        _values = new double[Names.Count];
        _current = new double[Names.Count];
    }

    /// <summary>Names: energy, then the observables.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Adds a sample.</summary>
    /// <param name="x">The point, [dimensions].</param>
    /// <param name="energy">U(x).</param>
    /// <param name="logWeight">log w = -beta U(x) - log q(x); 0 for samples of p.</param>
    public void Add(ReadOnlySpan<double> x, double energy, double logWeight = 0)
    {
        _values[0] = energy;
        for (int i = 0; i < _observables.Count; i++)
            _values[i + 1] = _observables[i].Evaluate(x);
        for (int i = 0; i < _values.Length; i++)
            _means[i].Add(_values[i], logWeight);
        if (_metropolis is null)
            return;
        if (_metropolis.Propose(logWeight))
            _values.CopyTo(_current.AsSpan());
        for (int i = 0; i < _values.Length && _metropolis.HasStarted; i++)
            _chains[i].Add(_current[i]);
    }

    /// <summary>Adds the samples of another accumulator; chains are not merged, for a chain is one.</summary>
    /// <param name="other">The other, of the same observables; unchanged.</param>
    /// <exception cref="ArgumentException">It has other observables, or one of the two has a chain.</exception>
    public void Merge(ObservableMeans other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!other.Names.SequenceEqual(Names))
            throw new ArgumentException($"Means of {string.Join(", ", other.Names)} cannot be merged into those of {string.Join(", ", Names)}; both must come from one energy.", nameof(other));
        if (_metropolis is not null || other._metropolis is not null)
            throw new ArgumentException("Means with a Metropolis chain cannot be merged: a chain is one sequence. Give no chain to accumulators that are merged.", nameof(other));
        for (int i = 0; i < _means.Length; i++)
            _means[i].Merge(other._means[i]);
    }

    /// <summary>Mean under q.</summary>
    /// <param name="index">Index of the name.</param>
    public Estimate Raw(int index) => _means[index].Raw;

    /// <summary>Mean under p by self-normalised importance sampling.</summary>
    /// <param name="index">Index of the name.</param>
    public Estimate Reweighted(int index) => _means[index].Reweighted;

    /// <summary>Mean along the independence Metropolis chain, with standard error sqrt(variance tau / N), tau its integrated autocorrelation time.</summary>
    /// <param name="index">Index of the name.</param>
    /// <returns>NaN without a chain.</returns>
    public Estimate Chain(int index)
    {
        double[] chain = [.. _chains[index]];
        var moments = default(RunningMoments);
        foreach (double value in chain)
            moments.Add(value);
        if (moments.Count < 2)
            return moments.Estimate;
        double tau = moments.Variance > 0 ? ChainStatistics.IntegratedAutocorrelationTime(chain).Value : _metropolis!.AutocorrelationTime;
        return new(moments.Mean, moments.Estimate.Error * Math.Sqrt(Math.Max(tau, 1)));
    }
}
