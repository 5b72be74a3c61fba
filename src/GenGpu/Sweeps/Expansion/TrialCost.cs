using GenGpu.Training;

namespace GenGpu.Sweeps.Expansion;

/// <summary>A rough estimate of what a trial costs, from its configuration alone, so that it is the same on every machine: shards are balanced by it.</summary>
public static class TrialCost
{
    /// <summary>
    /// Floating-point operations, 6 P per sample that is trained on (forward 2, backward 4) and 2 P per sample that is drawn for figures, with P the parameter budget.
    /// What a family multiplies this by (steps of a chain, critics per generator) is left out: trials of one shape are spread evenly over the shards whatever it is.
    /// </summary>
    /// <param name="configuration">The trial's configuration.</param>
    /// <returns>Operations, above 0.</returns>
    public static double Of(TrainingConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        double evaluations = Math.Ceiling(configuration.Steps / (double)Math.Max(1, configuration.EvaluationInterval));
        double trained = (double)configuration.Steps * configuration.BatchSize, drawn = (evaluations * configuration.CurveSamples) + (2.0 * configuration.FinalSamples);
        return Math.Max(1, configuration.Budget) * ((6 * trained) + (2 * drawn)) + 1;
    }
}
