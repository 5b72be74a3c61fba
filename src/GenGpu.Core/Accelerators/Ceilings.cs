namespace GenGpu.Core.Accelerators;

/// <summary>What a device can do at most, measured on it: the scale on which benchmarks read.</summary>
/// <param name="FlopsPerSecond">Single-precision fused multiply-adds on registers, two operations each, all cores or multiprocessors.</param>
/// <param name="BytesPerSecond">Bytes read and written by a = b x + c over arrays that fit no cache.</param>
public sealed record Ceilings(double FlopsPerSecond, double BytesPerSecond);
