namespace GenGpu.Training;

/// <summary>The metadata of a checkpoint that are not tensors.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Evaluations">Evaluations done.</param>
/// <param name="IsFinished">Whether the final figures are on disk.</param>
/// <param name="Metrics">Names of the metrics of curves.</param>
/// <param name="Seconds">Seconds per phase so far.</param>
/// <param name="CoreSeconds">By family: seconds that cores were busy with its training.</param>
/// <param name="Trials">Status and best value of every trial.</param>
/// <param name="Timeline">Steps of the snapshots, with the families in each.</param>
public sealed record CheckpointDocument(
    long Step,
    int Evaluations,
    bool IsFinished,
    IReadOnlyList<string> Metrics,
    IReadOnlyDictionary<string, double> Seconds,
    IReadOnlyDictionary<string, double>? CoreSeconds,
    IReadOnlyList<CheckpointTrial> Trials,
    IReadOnlyList<CheckpointSnapshot> Timeline);
