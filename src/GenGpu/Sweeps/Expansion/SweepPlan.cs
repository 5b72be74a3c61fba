using GenGpu.Sweeps.Spec;

namespace GenGpu.Sweeps.Expansion;

/// <summary>A specification, expanded.</summary>
/// <param name="Spec">The specification.</param>
/// <param name="List">Its trials.</param>
/// <param name="Combinations">Points of the axes, before anything was left out.</param>
/// <param name="Excluded">Points that exclude has left out.</param>
/// <param name="Duplicates">Points with the configuration of an earlier one.</param>
/// <param name="Notes">What its author should know: an entry of exclude that matches nothing.</param>
public sealed record SweepPlan(SweepSpec Spec, TrialList List, long Combinations, long Excluded, long Duplicates, IReadOnlyList<string> Notes);
