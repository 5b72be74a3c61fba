using GenGpu.Sweeps.Spec;

namespace GenGpu.Sweeps.Expansion;

/// <summary>One trial of a sweep. Of its configuration it holds what differs from that of the first trial, so that 100,000 of them stay small.</summary>
/// <param name="Index">Its place in the list, from 0.</param>
/// <param name="Id">Its id: the first hexadecimal digits of SHA-256 over its canonical configuration and the numerics version.</param>
/// <param name="Generation">0 for the trials of the first run, 1 and more for those that <c>--extend</c> added.</param>
/// <param name="Own">Keys whose value differs from the first trial's, in ordinal order; null for a key that it does not have.</param>
public sealed record SweepTrial(int Index, string Id, int Generation, IReadOnlyList<KeyValuePair<string, TrialValue?>> Own);
