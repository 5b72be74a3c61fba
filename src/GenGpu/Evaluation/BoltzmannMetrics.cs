using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;
using GenGpu.Models.Flows;
using GenGpu.Models.Metrics;
using GenGpu.Models.Sampling;

namespace GenGpu.Evaluation;

/// <summary>
/// How near a flow is to a Boltzmann distribution, from its own weighted samples and, where the target can be sampled, from the target's. A figure's floor is here the
/// exact value, which a perfect model reaches with no spread: 0 for divergences, 1 for effective sample sizes, log Z.
/// </summary>
/// <param name="law">The distribution that the samples are weighted against; for a flow with a condition that at one value of it.</param>
/// <param name="layout">What the samples hold.</param>
/// <param name="targetMeans">Means over the target that chains have found, by the names of figures, or null: they are shown beside those of the model.</param>
public sealed class BoltzmannMetrics(BoltzmannLaw law, WeightedSamples layout, IReadOnlyDictionary<string, Estimate>? targetMeans = null) : ISampleMetrics
{
    /// <summary>Name of beta F, the variational free energy times beta.</summary>
    public const string FreeEnergy = "betaF";

    /// <summary>Name of KL(q||p).</summary>
    public const string Divergence = "kl";

    /// <summary>Name of the estimate of log Z.</summary>
    public const string LogPartition = "logZ";

    /// <summary>Name of the reverse effective sample size per sample.</summary>
    public const string ReverseSampleSize = "ess";

    /// <summary>Name of the forward effective sample size per sample.</summary>
    public const string ForwardSampleSize = "forwardEss";

    /// <summary>Ends the name of a figure's value over target samples from chains.</summary>
    public const string TargetSuffix = " target";

    // The chain through a given set of samples is the same whenever it is looked at.
    private const ulong MetropolisSeed = 1;

    // Above the rounding of a mean of many energies; a sample farther out than this many spreads of the target is on its way to infinity.
    private const double RunawaySpreads = 1e4;

    /// <summary>Name of an observable's mean.</summary>
    /// <param name="observable">Name of the observable.</param>
    public static string MeanOf(string observable) => $"<{observable}>";

    /// <summary>Name of a basin's share of the mass.</summary>
    /// <param name="basin">The basin.</param>
    public static string OccupationOf(Basin basin)
    {
        ArgumentNullException.ThrowIfNull(basin);
        return $"P({basin.Name})";
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> CurveNames { get; } = layout.HasTarget
        ? [FreeEnergy, Divergence, LogPartition, ReverseSampleSize, ForwardSampleSize]
        : [FreeEnergy, Divergence, LogPartition, ReverseSampleSize];

    /// <inheritdoc/>
    public IReadOnlyList<Floor> CurveFloors => [.. CurveNames.Select(ExactOf)];

    /// <inheritdoc/>
    public int SampleCount(int wanted) => wanted;

    /// <inheritdoc/>
    public double[] Curve(ReadOnlyMemory<float> samples)
    {
        (ImportanceWeights reverse, ForwardWeights? forward) = Weigh(samples.Span);
        double[] values = [-reverse.FiniteElbo.Value, DivergenceOf(reverse).Value, reverse.LogPartition.Value, reverse.EffectiveSampleFraction];
        return forward is null ? values : [.. values, ForwardFraction(forward)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MetricValue> Final(ReadOnlyMemory<float> samples, CancellationToken cancellation)
    {
        int count = samples.Length / layout.Rows;
        (ImportanceWeights reverse, ForwardWeights? forward) = Weigh(samples.Span);
        cancellation.ThrowIfCancellationRequested();
        Estimate divergence = DivergenceOf(reverse);
        var list = new MetricList(count);
        list.Add(FreeEnergy, -reverse.FiniteElbo.Value, -(law.LogPartition ?? double.NaN), reverse.FiniteElbo.Error, Warning(reverse, forward, samples.Span));
        list.Add(Divergence, divergence.Value, 0, divergence.Error);
        list.Add(LogPartition, reverse.LogPartition.Value, law.LogPartition ?? double.NaN, reverse.LogPartition.Error);
        if (law.LogPartition is { } exact)
            list.Add("logZDeviation", Math.Abs(reverse.LogPartition.Value - exact), 0);
        list.Add(ReverseSampleSize, reverse.EffectiveSampleFraction, 1);
        list.Add("maximumWeightShare", reverse.MaximumShare, 1.0 / count);
        if (forward is not null)
        {
            list.Add(ForwardSampleSize, ForwardFraction(forward), 1);
            list.Add("eubo", forward.Eubo.Value, law.LogPartition ?? double.NaN, forward.Eubo.Error);
            if (law.LogPartition is { } logZ)
            {
                Estimate other = KullbackLeibler.Forward(forward.Eubo, new Estimate(logZ, 0));
                list.Add("forwardKl", other.Value, 0, other.Error);
            }
        }

        AddMeans(list, samples.Span, count, cancellation);
        return list.Values;
    }

    /// <summary>Basins, their free energies, observables: raw, reweighted and along the independence Metropolis chain.</summary>
    private void AddMeans(MetricList list, ReadOnlySpan<float> samples, int count, CancellationToken cancellation)
    {
        var basins = new BasinOccupations(law.Energy.Basins);
        var metropolis = new IndependenceMetropolis(MetropolisSeed);
        var means = new ObservableMeans(law.Energy.Observables, metropolis);
        double[] point = new double[layout.Dimensions];
        for (int sample = 0; sample < count; sample++)
        {
            if ((sample & 0xFFFF) == 0)
                cancellation.ThrowIfCancellationRequested();
            for (int axis = 0; axis < point.Length; axis++)
                point[axis] = samples[(axis * count) + sample];
            double reduced = samples[(layout.ReducedEnergy * count) + sample];
            double logWeight = -reduced - samples[(layout.LogDensity * count) + sample];
            basins.Add(point, logWeight);
            means.Add(point, reduced / law.Beta, logWeight);
        }

        list.Add("acceptance", metropolis.AcceptanceRate, 1);
        list.Add("autocorrelationTime", metropolis.AutocorrelationTime, 1);
        bool isPlain = law.IsPlain;
        for (int basin = 0; basin < law.Energy.Basins.Count; basin++)
        {
            Basin own = law.Energy.Basins[basin];
            double exact = isPlain ? own.ExactOccupation ?? double.NaN : double.NaN;
            list.Add($"{OccupationOf(own)} raw", basins.Raw(basin).Value, exact, basins.Raw(basin).Error);
            list.Add(OccupationOf(own), basins.Reweighted(basin).Value, exact, basins.Reweighted(basin).Error);
            AddTarget(list, OccupationOf(own), exact);
        }

        if (law.Energy.Basins.Count == 2)
        {
            (Basin a, Basin b) = (law.Energy.Basins[0], law.Energy.Basins[1]);
            Estimate difference = basins.FreeEnergyDifference(0, 1, law.Beta);
            double exact = isPlain && a.ExactOccupation is { } left && b.ExactOccupation is { } right ? -Math.Log(left / right) : double.NaN;
            list.Add($"F({a.Name})-F({b.Name})", difference.Value, exact, difference.Error);
        }

        for (int index = 0; index < means.Names.Count; index++)
        {
            double exact = index > 0 && isPlain ? law.Energy.Observables[index - 1].ExactMean ?? double.NaN : ExactEnergy(index);
            string name = MeanOf(means.Names[index]);
            list.Add(name + " raw", means.Raw(index).Value, exact, means.Raw(index).Error);
            list.Add(name, means.Reweighted(index).Value, exact, means.Reweighted(index).Error);
            list.Add(name + " chain", means.Chain(index).Value, exact, means.Chain(index).Error);
            AddTarget(list, name, exact);
        }
    }

    private void AddTarget(MetricList list, string name, double exact)
    {
        if (targetMeans?.TryGetValue(name, out Estimate mean) == true)
            list.Add(name + TargetSuffix, mean.Value, exact, mean.Error);
    }

    /// <summary>E[U] = (S - log Z) / beta, where both are known.</summary>
    private double ExactEnergy(int index) =>
        index == 0 && law.LogPartition is { } logZ && law.Entropy is { } entropy ? (entropy - logZ) / law.Beta : double.NaN;

    private Estimate DivergenceOf(ImportanceWeights weights) => law.LogPartition is { } exact
        ? KullbackLeibler.Reverse(weights.FiniteElbo, new Estimate(exact, 0))
        : weights.ReverseDivergence;

    private double ForwardFraction(ForwardWeights forward) =>
        Math.Min(1, law.LogPartition is { } exact ? forward.EffectiveSampleFractionGiven(exact) : forward.EffectiveSampleFraction);

    private (ImportanceWeights Reverse, ForwardWeights? Forward) Weigh(ReadOnlySpan<float> samples)
    {
        int count = samples.Length / layout.Rows;
        var reverse = new ImportanceWeights();
        for (int sample = 0; sample < count; sample++)
            reverse.Add(-(double)samples[(layout.ReducedEnergy * count) + sample] - samples[(layout.LogDensity * count) + sample]);
        if (!layout.HasTarget)
            return (reverse, null);
        var forward = new ForwardWeights();
        for (int sample = 0; sample < count; sample++)
            forward.Add(-(double)samples[(layout.TargetReducedEnergy * count) + sample] - samples[(layout.TargetLogDensity * count) + sample]);
        return (reverse, forward);
    }

    /// <summary>What a reader must know of these samples, one warning per line, each beginning with its kind and a colon; or null.</summary>
    private string? Warning(ImportanceWeights reverse, ForwardWeights? forward, ReadOnlySpan<float> samples)
    {
        if (Runaway(samples) is { } coordinate)
            return FormattableString.Invariant($"samples run away along x{coordinate}: exp(-beta U) may not be normalisable there; add a term that grows with |x{coordinate}|, or a bound.");
        string?[] warnings =
        [
            forward is null ? null : MissedModes.Warning(reverse.EffectiveSampleFraction, ForwardFraction(forward)),
            DominantWeight.Warning(reverse.MaximumShare, reverse.Count),
            reverse.NonFiniteCount > 0
                ? FormattableString.Invariant($"weights are not finite: {reverse.NonFiniteCount} of {reverse.Count} count as zero; beta F leaves them out, and log Z and the effective sample size are too low.")
                : null,
        ];
        string text = string.Join('\n', warnings.OfType<string>());
        return text.Length > 0 ? text : null;
    }

    private int? Runaway(ReadOnlySpan<float> samples)
    {
        if (law.Energy.IsAngular)
            return null;
        int count = samples.Length / layout.Rows;
        for (int axis = 0; axis < layout.Dimensions; axis++)
        {
            double mean = 0;
            foreach (float value in samples.Slice(axis * count, count))
                mean += Math.Abs(value - law.Energy.Centre[axis]) / count;
            if (!(mean < RunawaySpreads * law.Energy.Spread[axis]))
                return axis;
        }

        return null;
    }

    private Floor ExactOf(string name) => new(
        name switch
        {
            FreeEnergy => -(law.LogPartition ?? double.NaN),
            Divergence => 0,
            LogPartition => law.LogPartition ?? double.NaN,
            _ => 1,
        },
        double.NaN);

    private sealed class MetricList(int count)
    {
        public List<MetricValue> Values { get; } = [];

        public void Add(string name, double value, double exact, double? error = null, string? note = null)
        {
            Values.Add(new MetricValue(name, value, exact, double.NaN, count, note));
            if (error is { } known)
                Values.Add(new MetricValue(name + ErrorSuffix, known, double.NaN, double.NaN, count, null));
        }
    }

    /// <summary>Ends the name of a figure's standard error.</summary>
    public const string ErrorSuffix = " ±";
}
