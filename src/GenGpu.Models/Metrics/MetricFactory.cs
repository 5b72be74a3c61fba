using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>
/// Chooses the metrics of a target. Up to two dimensions the histogram is joint; above, 30^d cells would be empty, so the KL and JS figures are means over the
/// axes and the sliced W1 stands for the correlations.
/// </summary>
internal static class MetricFactory
{
    private const int ListedAxes = 3;
    private const double SeedRange = 3.5;

    /// <summary>Builds the metrics.</summary>
    /// <param name="target">The target.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="reference">Gives target samples: fresh ones, or a data target's held-out part A.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <returns>The metrics in the order of tables.</returns>
    public static IReadOnlyList<IMetric> Create(Target target, EvaluationOptions options, Func<int, float[]> reference, IBufferKernels kernels)
    {
        Lazy<float[]> samples = new(() => reference(options.ReferenceCount));
        List<IMetric> metrics = (options.Categories, options.Protocol) switch
        {
            (CategoryGrid categories, MetricProtocol.Seed) => Seed(target, options, categories.Decode(samples.Value), kernels),
            (CategoryGrid categories, _) => Binned(target, categories, samples),
            (_, MetricProtocol.Seed) => Seed(target, options, samples.Value, kernels),
            _ => Exact(target, options, samples, kernels),
        };
        if (options.Selection == MetricSelection.Full && options.Categories is null)
            AddFull(metrics, target, samples);
        if (options.Selection != MetricSelection.Curve)
            metrics.AddRange(ModeMetric.All(target, options.Categories));
        return metrics;
    }

    private static List<IMetric> Exact(Target target, EvaluationOptions options, Lazy<float[]> samples, IBufferKernels kernels)
    {
        List<IMetric> metrics = [];
        (double lower, double upper) = target.Range;
        int dimensions = target.Dimensions;
        string? note = HistogramNote(target);
        if (dimensions <= 2)
        {
            HistogramGrid grid = new(dimensions, options.BinsPerAxis, lower, upper);
            double[] masses = target.BinMasses(grid)
                ?? HistogramMasses.WithOverflow(samples.Value, samples.Value.Length / dimensions, grid, kernels);
            metrics.Add(new HistogramMetric("kld", grid, masses, true, HistogramMetric.KullbackLeibler, note));
            metrics.Add(new HistogramMetric("js", grid, masses, true, HistogramMetric.JensenShannon, note));
        }
        else
        {
            HistogramGrid grid = new(1, options.BinsPerAxis, lower, upper);
            double[][] masses = [.. Enumerable.Range(0, dimensions).Select(axis => AxisMasses(target, axis, grid, samples, kernels))];
            string meanNote = "mean over axes: a joint histogram is empty above two dimensions" + (note is null ? "" : "; " + note);
            metrics.Add(new AxisHistogramMetric("kldAxes", grid, masses, HistogramMetric.KullbackLeibler, meanNote));
            metrics.Add(new AxisHistogramMetric("jsAxes", grid, masses, HistogramMetric.JensenShannon, meanNote));
        }
        double[][] axes = [.. Enumerable.Range(0, dimensions).Select(axis => Directions.Axis(axis, dimensions))];
        LineReference[] lines = [.. axes.Select((_, axis) => AxisReference(target, axis, samples, kernels))];
        if (dimensions == 1)
            metrics.Add(new ProjectedWassersteinMetric("w1", axes, lines, ReferenceNote(target)));
        else
        {
            double[][] spread = Directions.Spread(options.ProjectionCount, dimensions);
            LineReference[] projections = [.. spread.Select(direction => ProjectionReference(target, direction, samples, kernels))];
            metrics.Add(new ProjectedWassersteinMetric("slicedW1", spread, projections, FormattableString.Invariant($"{spread.Length} fixed directions")));
            metrics.Add(new ProjectedWassersteinMetric("w1Axes", axes, lines, "mean over axes: blind to correlations"));
            for (int axis = 0; axis < dimensions && dimensions <= ListedAxes; axis++)
                metrics.Add(new ProjectedWassersteinMetric(FormattableString.Invariant($"w1Axis{axis + 1}"), [axes[axis]], [lines[axis]]));
        }
        return metrics;
    }

    private static List<IMetric> Seed(Target target, EvaluationOptions options, float[] reference, IBufferKernels kernels)
    {
        int dimensions = target.Dimensions;
        List<IMetric> metrics = [];
        string against = FormattableString.Invariant($"against {reference.Length / dimensions} target samples, samples outside dropped");
        if (dimensions <= 2)
        {
            HistogramGrid grid = new(dimensions, 30, -SeedRange, SeedRange);
            double[] masses = HistogramMasses.Inside(reference, reference.Length / dimensions, grid, kernels);
            metrics.Add(new HistogramMetric("kld", grid, masses, false, HistogramMetric.KullbackLeibler, JoinNotes(against, HistogramNote(target))));
        }
        else
        {
            HistogramGrid grid = new(1, 30, -SeedRange, SeedRange);
            int count = reference.Length / dimensions;
            double[][] masses = [.. Enumerable.Range(0, dimensions).Select(axis => HistogramMasses.WithOverflow(reference.AsMemory(axis * count, count), count, grid, kernels))];
            metrics.Add(new AxisHistogramMetric("kldAxes", grid, masses, HistogramMetric.KullbackLeibler, "mean over axes: the protocol has no histogram above two dimensions"));
        }
        metrics.Add(new SeedWassersteinMetric(reference, dimensions, kernels));
        if (dimensions > 1)
        {
            double[][] spread = Directions.Spread(options.ProjectionCount, dimensions);
            LineReference[] projections = [.. spread.Select(direction => SampleReference(reference, dimensions, direction, kernels))];
            metrics.Add(new ProjectedWassersteinMetric("slicedW1", spread, projections, "not in the protocol: sees the correlations that its figures miss"));
        }
        return metrics;
    }

    private static List<IMetric> Binned(Target target, CategoryGrid categories, Lazy<float[]> samples)
    {
        double[] masses = target.CategoryMasses(categories) ?? CategoryMetric.Shares(samples.Value, categories);
        double spacing = (categories.Upper - categories.Lower) / (categories.Count - 1);
        string note = FormattableString.Invariant($"over {categories.Count} categories");
        return
        [
            new CategoryMetric("kld", categories, masses, HistogramMetric.KullbackLeibler, note),
            new CategoryMetric("js", categories, masses, HistogramMetric.JensenShannon, note),
            new CategoryMetric("w1", categories, masses, (p, q) => Divergences.Wasserstein(p, q, spacing), "between the decoded laws"),
        ];
    }

    private static void AddFull(List<IMetric> metrics, Target target, Lazy<float[]> samples)
    {
        int dimensions = target.Dimensions;
        metrics.Add(PairwiseMetric.EnergyDistance(samples.Value, dimensions));
        metrics.Add(PairwiseMetric.MaximumMeanDiscrepancy(samples.Value, dimensions));
        if (!target.IsDiscrete && samples.Value.Length / dimensions > 10)
            metrics.Add(new NeighbourDivergenceMetric(samples.Value, dimensions));
    }

    private static double[] AxisMasses(Target target, int axis, HistogramGrid grid, Lazy<float[]> samples, IBufferKernels kernels)
    {
        if (target.Marginal(axis) is UnivariateLaw law)
            return Target.AxisMasses(law, grid.BinsPerAxis, grid.Lower, grid.Upper);
        int count = samples.Value.Length / target.Dimensions;
        return HistogramMasses.WithOverflow(samples.Value.AsMemory(axis * count, count), count, grid, kernels);
    }

    private static LineReference AxisReference(Target target, int axis, Lazy<float[]> samples, IBufferKernels kernels) =>
        target.Marginal(axis) is UnivariateLaw law
            ? LineReference.Exact(law, target.SmallestScale)
            : SampleReference(samples.Value, target.Dimensions, Directions.Axis(axis, target.Dimensions), kernels);

    private static LineReference ProjectionReference(Target target, double[] direction, Lazy<float[]> samples, IBufferKernels kernels) =>
        target.Projection(direction) is UnivariateLaw law
            ? LineReference.Exact(law, target.SmallestScale)
            : SampleReference(samples.Value, target.Dimensions, direction, kernels);

    private static LineReference SampleReference(float[] reference, int dimensions, double[] direction, IBufferKernels kernels)
    {
        float[] projected = new float[reference.Length / dimensions];
        Directions.Project(reference, projected.Length, direction, projected);
        return LineReference.Samples(projected, kernels);
    }

    private static string? HistogramNote(Target target) => target is DataTarget data
        ? FormattableString.Invariant($"against {data.HeldOutCount} held-out points; floor: as many other held-out points")
        : target.IsDiscrete
            ? "the target sits on integers: a smooth density with the right masses scores ln(30/7) = 1.455 in a KL of 30 bins"
            : null;

    private static string? ReferenceNote(Target target) => target is DataTarget ? HistogramNote(target) : null;

    private static string JoinNotes(string first, string? second) => second is null ? first : $"{first}; {second}";
}
