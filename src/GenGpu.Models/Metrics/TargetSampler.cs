namespace GenGpu.Models.Metrics;

/// <summary>Draws fresh samples of a target.</summary>
/// <param name="count">Number of samples.</param>
/// <param name="draw">Index of the draw: the same index gives the same samples, another index independent ones.</param>
/// <returns>[dimensions, count], sample contiguous.</returns>
public delegate float[] TargetSampler(int count, int draw);
