namespace GenGpu.Sweeps.Results;

/// <summary>How a trial ended, with its figures: the body of a result's record. Everything but <see cref="Run"/> is the same wherever and however often it is computed.</summary>
/// <param name="State">done, diverged or failed.</param>
/// <param name="Stopped">The rule that stopped it early (plateau, halving, minutes), or null.</param>
/// <param name="Steps">Training steps that the last parameters have seen.</param>
/// <param name="Parameters">Number of trained parameters.</param>
/// <param name="Final">Figures of the last parameters by name of the metric; null when it diverged or failed.</param>
/// <param name="Best">Figures of the best parameters; null when there were none.</param>
/// <param name="BestStep">Steps that the best parameters have seen.</param>
/// <param name="Likelihood">Figures of the exact likelihood, where it was asked for and is known.</param>
/// <param name="Floors">What a perfect model scores, by name of the metric.</param>
/// <param name="CurveMetrics">Names of the values in its curve.</param>
/// <param name="Problem">What went first when it diverged, or why it failed; null when done.</param>
/// <param name="Run">How this result came about.</param>
public sealed record TrialDocument(
    TrialState State,
    string? Stopped,
    long Steps,
    long Parameters,
    IReadOnlyDictionary<string, double>? Final,
    IReadOnlyDictionary<string, double>? Best,
    long? BestStep,
    IReadOnlyDictionary<string, double>? Likelihood,
    IReadOnlyDictionary<string, double>? Floors,
    IReadOnlyList<string>? CurveMetrics,
    string? Problem,
    TrialRun Run);
