namespace GenGpu.Training;

/// <summary>A trained flow over the interval of its condition.</summary>
/// <param name="Name">Name of the condition: beta, or a parameter of the energy.</param>
/// <param name="IsBeta">Whether it is the inverse temperature; values are then spaced geometrically.</param>
/// <param name="Seed">Seed of the trial, the first that did not diverge; its last parameters are measured.</param>
/// <param name="Samples">Samples per value; the random numbers are the same for every value, so that the curve is smooth.</param>
/// <param name="Points">One entry per value, ascending.</param>
public sealed record ConditionCurve(string Name, bool IsBeta, ulong Seed, int Samples, IReadOnlyList<ConditionPoint> Points);
