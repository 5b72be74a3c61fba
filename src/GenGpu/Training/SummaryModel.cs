using System.Text.Json.Serialization;

namespace GenGpu.Training;

/// <summary>One family of a summary.</summary>
/// <param name="Model">Name of the family.</param>
/// <param name="Parameters">Trained parameters.</param>
/// <param name="HiddenWidth">Width of the hidden layers.</param>
/// <param name="Trials">Number of trials.</param>
/// <param name="Diverged">Trials that diverged.</param>
/// <param name="Stopped">Trials that were stopped early.</param>
/// <param name="CoreSeconds">Seconds that cores were busy with its training, added up over the cores.</param>
/// <param name="ModelSteps">Training steps of all trials together.</param>
/// <param name="ModelStepsPerCoreSecond">Model-steps per second of one core.</param>
/// <param name="Final">Figures of the last parameters; null when every trial diverged.</param>
/// <param name="Best">Figures of the best parameters; null when there are none.</param>
/// <param name="Notes">What a reader must know of this model; empty for nothing.</param>
/// <param name="Seeds">One entry per trial.</param>
public sealed record SummaryModel(
    string Model,
    long Parameters,
    int HiddenWidth,
    int Trials,
    int Diverged,
    int Stopped,
    double CoreSeconds,
    long ModelSteps,
    double ModelStepsPerCoreSecond,
    SummaryFigures? Final,
    SummaryFigures? Best,
    string Notes,
    IReadOnlyList<SummaryTrial> Seeds)
{
    /// <summary>Trials that leave out modes of the target (<see cref="SummaryTrial.MissingModes"/>).</summary>
    public int Collapsed => Seeds.Count(trial => trial.MissingModes is { Count: > 0 });

    /// <summary>Samples that a discriminator or critic judges together; null for one, and for other families.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Packing { get; init; }

    /// <summary>A flow on an energy with a condition: the value of it that figures are of, as in beta = 1; null for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Given { get; init; }

    /// <summary>A flow with a condition over its interval; null for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConditionCurve? Condition { get; init; }

    /// <summary>A conditional model condition by condition: trained ones and held-out ones; null for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SummaryCondition>? Conditions { get; init; }
}
