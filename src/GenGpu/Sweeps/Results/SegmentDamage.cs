namespace GenGpu.Sweeps.Results;

/// <summary>What of a segment could not be used.</summary>
/// <param name="TornBytes">Bytes at the end that are no whole record: what was being written when a process ended.</param>
/// <param name="DamagedRecords">Whole records whose check fails.</param>
public readonly record struct SegmentDamage(long TornBytes, int DamagedRecords);
