namespace GenGpu.Models.Flows;

/// <summary>Which coordinates a coupling reads and which it maps; together all of them, each once.</summary>
/// <param name="Passive">Coordinates that pass unchanged, ascending; none in one dimension, where conditions alone are read.</param>
/// <param name="Active">Coordinates that are mapped, ascending, at least one.</param>
internal sealed record CouplingSplit(int[] Passive, int[] Active);
