using System.Text.Json.Serialization;

namespace GenGpu.Training;

/// <summary>One trial of a summary.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="State">Finished, stopped early, diverged, or unfinished.</param>
/// <param name="Steps">Training steps done.</param>
/// <param name="DivergedValue">What became NaN or infinite first, or null.</param>
/// <param name="BestStep">Step of the best evaluation, or null.</param>
/// <param name="Final">Metrics of its last parameters, or null when it has diverged.</param>
/// <param name="Best">Metrics of its best parameters, or null.</param>
public sealed record SummaryTrial(ulong Seed, TrialOutcome State, long Steps, string? DivergedValue, long? BestStep, IReadOnlyDictionary<string, double>? Final, IReadOnlyDictionary<string, double>? Best)
{
    /// <summary>Names (<see cref="ModeNames"/>) of the target's modes that the last parameters leave out: a trial with any has collapsed. Null where the target has no modes to find.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MissingModes { get; init; }
}
