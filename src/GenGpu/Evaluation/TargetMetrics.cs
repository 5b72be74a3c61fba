using GenGpu.Core.Accelerators;
using GenGpu.Models.Metrics;

namespace GenGpu.Evaluation;

/// <summary>The metrics of a target: cheap ones for curves, all of them for final figures.</summary>
public sealed class TargetMetrics : ISampleMetrics
{
    private readonly MetricEvaluator _curve;
    private readonly MetricEvaluator _final;
    private readonly IBufferKernels _kernels;
    private readonly Lazy<IReadOnlyList<Floor>> _curveFloors;

    /// <summary>Draws the references of both; the floors of curves are measured when they are first asked for.</summary>
    /// <param name="curve">The evaluator of curves.</param>
    /// <param name="final">The evaluator of final figures.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <param name="curveSamples">Model samples per evaluation of a curve.</param>
    public TargetMetrics(MetricEvaluator curve, MetricEvaluator final, IBufferKernels kernels, int curveSamples)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(final);
        (_curve, _final, _kernels) = (curve, final, kernels);
        CurveNames = [.. curve.Prepare(kernels).Select(metric => metric.Name)];
        final.Prepare(kernels);
        _curveFloors = new Lazy<IReadOnlyList<Floor>>(() => curve.Floors(curve.SampleCount(curveSamples), kernels));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> CurveNames { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Floor> CurveFloors => _curveFloors.Value;

    /// <inheritdoc/>
    public int SampleCount(int wanted) => _curve.SampleCount(wanted);

    /// <inheritdoc/>
    public double[] Curve(ReadOnlyMemory<float> samples) => _curve.EvaluateValues(samples, _kernels);

    /// <inheritdoc/>
    public IReadOnlyList<MetricValue> Final(ReadOnlyMemory<float> samples, CancellationToken cancellation) => _final.Evaluate(samples, _kernels, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<int>? MissingModes(ReadOnlyMemory<float> samples) => _final.MissingModes(samples);
}
