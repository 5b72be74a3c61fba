namespace GenGpu.Models.Metrics;

/// <summary>Counts how samples spread over the modes of a target (<see cref="ModeCounter.For"/>).</summary>
/// <param name="samples">[dimensions, count]; in the binned mode [1, count] decoded values.</param>
/// <param name="count">Number of samples, at least 1.</param>
/// <returns>The coverage.</returns>
public delegate ModeCoverage ModeCount(ReadOnlySpan<float> samples, int count);
