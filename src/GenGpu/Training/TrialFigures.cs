using GenGpu.Models.Likelihoods;
using GenGpu.Models.Metrics;

namespace GenGpu.Training;

/// <summary>All figures of one trial at one moment, on fresh samples.</summary>
/// <param name="Step">Training steps that the parameters have seen.</param>
/// <param name="Metrics">Every metric with its floor.</param>
/// <param name="Likelihood">The exact likelihood where it is cheap, or null.</param>
public sealed record TrialFigures(long Step, IReadOnlyList<MetricValue> Metrics, LikelihoodReport? Likelihood)
{
    /// <summary>Names (<see cref="ModeNames"/>) of the target's modes that the samples leave out; null where the target has no modes to find.</summary>
    public IReadOnlyList<string>? MissingModes { get; init; }

    /// <summary>The metric of a name, or null.</summary>
    /// <param name="name">For example <c>kld</c>.</param>
    public MetricValue? Find(string name)
    {
        foreach (MetricValue metric in Metrics)
        {
            if (metric.Name == name)
                return metric;
        }

        return null;
    }
}
