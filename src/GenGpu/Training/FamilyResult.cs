using GenGpu.Models.Families;

namespace GenGpu.Training;

/// <summary>What the trials of one family have come to.</summary>
/// <param name="Model">The model.</param>
/// <param name="Trials">One result per seed.</param>
/// <param name="Seconds">Its share of the training time, from timing families apart now and then.</param>
/// <param name="ModelSteps">Training steps of all its trials together.</param>
/// <param name="FinalSamples">Samples of the first trial's last parameters, [dimensions, count], in the units that models are trained in; null when it has diverged.</param>
public sealed record FamilyResult(TrainableModel Model, IReadOnlyList<TrialResult> Trials, double Seconds, long ModelSteps, float[]? FinalSamples)
{
    /// <summary>Model-steps per second of training time.</summary>
    public double ModelStepsPerSecond => Seconds > 0 ? ModelSteps / Seconds : double.NaN;
}
