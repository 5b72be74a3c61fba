namespace GenGpu.Sweeps.Results;

/// <summary>What differs when the same trial is trained again.</summary>
/// <param name="CoreSeconds">Seconds that cores were busy with its training.</param>
/// <param name="WeightsOffset">First byte of its weights in the file beside the segment; null when they were not kept.</param>
/// <param name="WeightsLength">Their length.</param>
/// <param name="Attempt">1, or more after a retry.</param>
public sealed record TrialRun(double CoreSeconds, long? WeightsOffset, int WeightsLength, int Attempt);
