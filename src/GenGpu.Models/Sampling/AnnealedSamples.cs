using GenGpu.Core.Programs;

namespace GenGpu.Models.Sampling;

/// <summary>What annealed importance sampling leaves behind.</summary>
/// <param name="Position">x, [dimensions, batch].</param>
/// <param name="LogWeight">log w, [1, batch]: E[w] = Z of the path's end (times f(x): Z E[f]), for a normalised proposal density.</param>
/// <param name="LogDensity">log q(x) at the final x, [1, batch].</param>
/// <param name="Energy">U(x) at the final x, [1, batch].</param>
/// <param name="Acceptance">Mean acceptance probability of the moves, a scalar.</param>
public sealed record AnnealedSamples(Value Position, Value LogWeight, Value LogDensity, Value Energy, Value Acceptance);
