using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>
/// Measures samples of a model against a target, every figure beside its floor. One evaluator serves all models of a target; it is safe to use from several threads
/// once <see cref="Prepare"/> has returned.
/// </summary>
public sealed class MetricEvaluator
{
    private readonly TargetSampler? _sampler;
    private readonly EvaluationOptions _options;
    private readonly FloorCache _floors;
    private readonly ModeCount? _modes;
    private readonly Lock _lock = new();
    private IReadOnlyList<IMetric>? _metrics;

    /// <summary>Creates the evaluator; nothing is drawn or computed yet.</summary>
    /// <param name="target">The target.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="sampler">Draws target samples, in standardised units; null for data targets, whose held-out parts are used.</param>
    /// <param name="floors">Floors shared with other evaluators of this run, or null.</param>
    /// <exception cref="ArgumentException">A target other than a data target comes without a sampler, or categories with more than one dimension.</exception>
    public MetricEvaluator(Target target, EvaluationOptions options, TargetSampler? sampler, FloorCache? floors = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        if (sampler is null && target is not DataTarget)
            throw new ArgumentException($"Target {target.Name} needs a sampler for references and floors.", nameof(sampler));
        if (options.Categories is not null && target.Dimensions != 1)
            throw new ArgumentException($"Target {target.Name} has {target.Dimensions} dimensions; categories exist for one-dimensional targets.", nameof(options));
        Target = target;
        _options = options;
        _sampler = sampler;
        _floors = floors ?? new FloorCache();
        _modes = ModeCounter.For(target, options.Categories);
    }

    /// <summary>The target.</summary>
    public Target Target { get; }

    /// <summary>How many model samples to evaluate with: a data target's held-out part fixes the number, so that the floor is that of the same estimator.</summary>
    /// <param name="wanted">The number for targets that can be sampled without end.</param>
    /// <returns>The number to use.</returns>
    public int SampleCount(int wanted) => Target is DataTarget data ? data.HeldOutCount : wanted;

    /// <summary>Draws references and builds the metrics; called by the first evaluation if not before.</summary>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <returns>The metrics, in the order of the results.</returns>
    public IReadOnlyList<IMetric> Prepare(IBufferKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        lock (_lock)
            return _metrics ??= MetricFactory.Create(Target, _options, Reference, kernels);
    }

    /// <summary>Measures samples of a model.</summary>
    /// <param name="samples">[dimensions, count] in standardised units, sample contiguous; in binned mode [1, count] decoded values.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <param name="cancellation">Looked at between the draws of floors.</param>
    /// <returns>One value per metric, with floors for as many samples.</returns>
    /// <exception cref="ArgumentException">There is no sample, or the length is not a multiple of the dimensions.</exception>
    public IReadOnlyList<MetricValue> Evaluate(ReadOnlyMemory<float> samples, IBufferKernels kernels, CancellationToken cancellation = default)
    {
        IReadOnlyList<IMetric> metrics = Prepare(kernels);
        int count = samples.Length / Target.Dimensions;
        double[] values = Values(metrics, samples, kernels);
        IReadOnlyList<Floor> floors = Floors(count, kernels, cancellation);
        MetricValue[] results = new MetricValue[metrics.Count];
        for (int index = 0; index < results.Length; index++)
        {
            int used = Math.Min(count, metrics[index].MaximumCount);
            results[index] = new MetricValue(metrics[index].Name, values[index], floors[index].Mean, floors[index].StandardDeviation, used, metrics[index].Note);
        }
        return results;
    }

    /// <summary>Measures without floors: for the many evaluations of a curve, whose floors are the same.</summary>
    /// <param name="samples">As in <see cref="Evaluate"/>.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <returns>One number per metric, in the order of <see cref="Prepare"/>.</returns>
    public double[] EvaluateValues(ReadOnlyMemory<float> samples, IBufferKernels kernels) => Values(Prepare(kernels), samples, kernels);

    /// <summary>The modes of the target that a model's samples leave out (<see cref="ModeCoverage.Missing"/>).</summary>
    /// <param name="samples">As in <see cref="Evaluate"/>.</param>
    /// <returns>The indices of the modes in <see cref="Target.Modes"/>; null where the target has fewer than two.</returns>
    public IReadOnlyList<int>? MissingModes(ReadOnlyMemory<float> samples) => _modes?.Invoke(samples.Span, samples.Length / Target.Dimensions).Missing;

    /// <summary>The floors for a number of samples, measured once per run.</summary>
    /// <param name="count">Number of samples per draw.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <param name="cancellation">Looked at between draws.</param>
    /// <returns>One floor per metric, in the order of <see cref="Prepare"/>.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop; the evaluator is then of no more use.</exception>
    public IReadOnlyList<Floor> Floors(int count, IBufferKernels kernels, CancellationToken cancellation = default)
    {
        IReadOnlyList<IMetric> metrics = Prepare(kernels);
        int drawn = SampleCount(count);
        return _floors.Get($"{Target.Name} {_options}", drawn, () => MeasureFloors(metrics, drawn, kernels, cancellation));
    }

    private double[] Values(IReadOnlyList<IMetric> metrics, ReadOnlyMemory<float> samples, IBufferKernels kernels)
    {
        int dimensions = Target.Dimensions;
        if (samples.IsEmpty || samples.Length % dimensions != 0)
            throw new ArgumentException($"{samples.Length} values are not a positive multiple of {dimensions} dimensions.", nameof(samples));
        int count = samples.Length / dimensions;
        double[] values = new double[metrics.Count];
        ModeCoverage? coverage = null;
        for (int index = 0; index < values.Length; index++)
        {
            if (metrics[index] is ModeMetric mode)
            {
                // One count serves all figures.
                coverage ??= mode.Count(samples.Span, count);
                values[index] = mode.Of(coverage.Value);
                continue;
            }

            int used = Math.Min(count, metrics[index].MaximumCount);
            ReadOnlyMemory<float> block = used == count ? samples : SampleBlocks.First(samples.Span, dimensions, used);
            values[index] = metrics[index].Compute(block, used, kernels);
        }
        return values;
    }

    private Floor[] MeasureFloors(IReadOnlyList<IMetric> metrics, int count, IBufferKernels kernels, CancellationToken cancellation)
    {
        int draws = Target is DataTarget ? 1 : _options.FloorDraws;
        double[][] values = new double[draws][];
        ParallelLoop.For(0, draws, 0, draw =>
        {
            // Draw 0 is the reference of those metrics that need one; floors use the draws after it.
            float[] samples = Target is DataTarget data ? data.HeldOutB : _sampler!(count, draw + 1);
            values[draw] = Values(metrics, _options.Categories is CategoryGrid categories ? categories.Decode(samples) : samples, kernels);
        }, cancellation);
        return [.. Enumerable.Range(0, metrics.Count).Select(metric => Floor.Of([.. values.Select(draw => draw[metric])]))];
    }

    private float[] Reference(int count) => Target is DataTarget data ? data.HeldOutA : _sampler!(count, 0);
}
