namespace GenGpu.Sweeps.Spec;

/// <summary>One axis of a sweep: a key with its values, or several keys that move together (zip, random).</summary>
/// <param name="Section">Where it stands: grid, zip, random, repeat.</param>
/// <param name="Names">Canonical names of its keys.</param>
/// <param name="Points">Its points, each with one value per name.</param>
public sealed record SweepAxis(string Section, IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<TrialValue>> Points);
