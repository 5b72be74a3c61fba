namespace GenGpu.Training;

/// <summary>What one trial of an ensemble begins with.</summary>
/// <param name="Id">Its id in a sweep, or null where family and seed name it.</param>
/// <param name="Seed">Seed of everything it draws.</param>
/// <param name="Hypers">One packed array per hyper slot of the definition; null for the definition's defaults.</param>
public sealed record TrialSetup(string? Id, ulong Seed, IReadOnlyList<float[]>? Hypers);
