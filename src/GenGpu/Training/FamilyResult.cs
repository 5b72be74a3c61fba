using GenGpu.Models.Families;

namespace GenGpu.Training;

/// <summary>What the trials of one family have come to.</summary>
/// <param name="Model">The model.</param>
/// <param name="Trials">One result per seed.</param>
/// <param name="CoreSeconds">Seconds that cores were busy with its training, added up over the cores; NaN where the accelerator measures none.</param>
/// <param name="ModelSteps">Training steps of all its trials together.</param>
/// <param name="FinalSamples">Samples of the first trial's last parameters, [dimensions, count], in the units that models are trained in; null when it has diverged.</param>
public sealed record FamilyResult(TrainableModel Model, IReadOnlyList<TrialResult> Trials, double CoreSeconds, long ModelSteps, float[]? FinalSamples)
{
    /// <summary>A flow with a condition over its interval; null for other models, or when every trial has diverged.</summary>
    public ConditionCurve? Condition { get; init; }

    /// <summary>A conditional model condition by condition; empty for other models, or when every trial has diverged.</summary>
    public IReadOnlyList<ConditionFigures> Conditions { get; init; } = [];

    /// <summary>Model-steps per second of one core.</summary>
    public double ModelStepsPerCoreSecond => CoreSeconds > 0 ? ModelSteps / CoreSeconds : double.NaN;
}
