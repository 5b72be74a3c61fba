namespace GenGpu.Sweeps.Results;

/// <summary>What a record of a segment holds.</summary>
public enum RecordKind : byte
{
    /// <summary>Who wrote the segment: its first record.</summary>
    Writer = 1,

    /// <summary>How a trial ended, as JSON.</summary>
    Result = 2,

    /// <summary>A trial's evaluations during training.</summary>
    Curve = 3,
}
