using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>What a replay buffer gives for one gradient.</summary>
/// <param name="Point">x, [dimensions, batch].</param>
/// <param name="LogDensity">log q(x) when it was stored or last reweighted, [1, batch].</param>
/// <param name="LogWeight">Logarithm of the sum of all weights of the column, [1, batch].</param>
/// <param name="Chosen">1 at the block that was drawn, [blocks, batch].</param>
internal sealed record ReplayDraw(Value Point, Value LogDensity, Value LogWeight, Value Chosen);
