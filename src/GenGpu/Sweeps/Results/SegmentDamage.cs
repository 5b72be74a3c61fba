namespace GenGpu.Sweeps.Results;

/// <summary>What of a segment could not be used.</summary>
/// <param name="TornBytes">Bytes at the end that are no whole record: what was being written when a process ended.</param>
/// <param name="DamagedRecords">Records before the end whose length or check is damaged; neighbours may count as one.</param>
public readonly record struct SegmentDamage(long TornBytes, int DamagedRecords);
