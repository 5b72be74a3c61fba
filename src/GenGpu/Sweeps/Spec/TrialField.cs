using GenGpu.Training;

namespace GenGpu.Sweeps.Spec;

/// <summary>A key of a trial that is an option of <c>gengpu train</c>.</summary>
/// <param name="Name">Its name, as the option without dashes.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Get">Reads it from a configuration; null where it is not set.</param>
/// <param name="Set">A configuration with another value of it.</param>
internal sealed record TrialField(string Name, FieldKind Kind, Func<TrainingConfiguration, TrialValue?> Get, Func<TrainingConfiguration, TrialValue, TrainingConfiguration> Set);
