namespace GenGpu.Training;

/// <summary>A snapshot of the timeline in a checkpoint.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Models">Families in it; the samples are tensors.</param>
public sealed record CheckpointSnapshot(long Step, IReadOnlyList<string> Models);
