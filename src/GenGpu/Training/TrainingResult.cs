namespace GenGpu.Training;

/// <summary>How a run ended.</summary>
/// <param name="Run">The run: curves, timeline, times.</param>
/// <param name="IsComplete">False when it was asked to stop; a checkpoint is then on disk.</param>
/// <param name="Families">One result per family; empty when it was asked to stop.</param>
public sealed record TrainingResult(TrainingRun Run, bool IsComplete, IReadOnlyList<FamilyResult> Families);
