using GenGpu.Core.Programs;

namespace GenGpu.Benchmarks;

/// <summary>One op at one shape.</summary>
/// <param name="Name">Op and shape, for print-outs.</param>
/// <param name="Inputs">What it reads: state of these shapes, uniform in (0, 1) times the scale, rounded down where the scale is above 1 (indices).</param>
/// <param name="Emit">Applies the op to values of the inputs; the text names the draw site. Null when the op writes state itself.</param>
public sealed record OpBenchmarkCase(string Name, IReadOnlyList<(Shape Shape, float Scale)> Inputs, Func<ProgramBuilder, Value[], string, Value?> Emit);
