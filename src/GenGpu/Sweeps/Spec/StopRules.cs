using GenGpu.Training;

namespace GenGpu.Sweeps.Spec;

/// <summary>When trials stop before their last step. A trial that diverges always stops, alone.</summary>
/// <param name="Minutes">Minutes of one core that a trial may train, or null. What stops then depends on the machine.</param>
/// <param name="Plateau">Stops a trial whose metric does not improve any more, or null.</param>
/// <param name="Halving">Stops the worse trials of cohorts, or null.</param>
public sealed record StopRules(double? Minutes, EarlyStopping? Plateau, HalvingRule? Halving)
{
    /// <summary>No rule.</summary>
    public static StopRules None { get; } = new(null, null, null);
}
