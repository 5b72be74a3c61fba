namespace GenGpu.Sweeps.Results;

/// <summary>Receives a record of a segment.</summary>
/// <param name="record">What it is and where it lies.</param>
/// <param name="body">Its body, valid during the call only.</param>
internal delegate void SegmentRecordHandler(in SegmentRecord record, ReadOnlySpan<byte> body);
