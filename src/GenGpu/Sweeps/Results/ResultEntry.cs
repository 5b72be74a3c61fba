namespace GenGpu.Sweeps.Results;

/// <summary>Where the result of a trial lies.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Segment">Index of its segment.</param>
/// <param name="Result">Its result.</param>
/// <param name="Curve">Its curve, or null.</param>
internal readonly record struct ResultEntry(TrialState State, int Segment, SegmentRecord Result, SegmentRecord? Curve);
