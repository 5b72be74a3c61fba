namespace GenGpu.Sweeps.Results;

/// <summary>Where a record lies and what it is of.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="State">How the trial ended.</param>
/// <param name="TrialId">The trial; empty for the writer's record.</param>
/// <param name="BodyOffset">First byte of its body in the file.</param>
/// <param name="BodyLength">Length of its body.</param>
internal readonly record struct SegmentRecord(RecordKind Kind, TrialState State, string TrialId, long BodyOffset, int BodyLength)
{
    /// <summary>First byte of the record in the file.</summary>
    public long Begin => BodyOffset - TrialId.Length - 3 - SegmentFormat.FrameLength;
}
