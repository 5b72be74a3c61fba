namespace GenGpu.Training;

/// <summary>How far a run has come; reported about twice a second.</summary>
/// <param name="Phase">What it does now.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Elapsed">Time since this process began to train.</param>
/// <param name="StepsPerSecond">Steps per second of wall time, evaluation included; 0 before the first measurement.</param>
/// <param name="TimeLeft">Estimated time until training ends, or null when nothing is known.</param>
/// <param name="MetricName">Name of the selection metric.</param>
/// <param name="CheckpointAge">Time since the last checkpoint, or null before the first.</param>
/// <param name="Models">One entry per family.</param>
public sealed record TrainProgress(
    TrainingPhase Phase,
    long Step,
    long Steps,
    TimeSpan Elapsed,
    double StepsPerSecond,
    TimeSpan? TimeLeft,
    string MetricName,
    TimeSpan? CheckpointAge,
    IReadOnlyList<ModelProgress> Models);
