using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;

namespace GenGpu.Core.Tests.Autodiff;

/// <summary>Compares gradients of a scalar with central differences in double.</summary>
internal static class GradientCheck
{
    private const int BatchSize = 5;

    /// <param name="shapes">Shapes of the operands, which are state slots.</param>
    /// <param name="loss">From the operands to a scalar.</param>
    /// <param name="tolerance">Relative to 1 + |derivative|.</param>
    public static void Run(Shape[] shapes, Func<ProgramBuilder, Value[], Value> loss, double tolerance = 1e-5)
    {
        var model = new ModelBuilder("check");
        StateSlot[] slots = [.. shapes.Select((s, i) => model.Slot($"x{i}", s, StateRole.Other))];
        ProgramBuilder g = model.Program("run", BatchSize, RandomPurpose.Evaluate);
        Value[] x = g.Read(slots);
        Value scalar = loss(g, x);
        Value[] gradients = g.Gradients(scalar, x);
        StateSlot lossSlot = model.Slot("loss", Shape.Scalar, StateRole.Other);
        StateSlot[] results = [.. slots.Select((s, i) => model.Slot($"gradient{i}", s.Shape, StateRole.Other))];
        g.Assign(lossSlot, scalar);
        for (int i = 0; i < results.Length; i++)
            g.Assign(results[i], gradients[i]);
        Program program = g.Build();
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        using ReferenceEnsemble<double> ensemble = accelerator.CreateEnsemble(model.Build(), [1]);
        var random = new System.Random(4);
        double[][] values = [.. shapes.Select(s => Enumerable.Range(0, (int)s.ElementCount).Select(_ => (random.NextDouble() * 1.6) - 0.8).ToArray())];
        double Loss()
        {
            for (int i = 0; i < slots.Length; i++)
                ensemble.WriteState(0, slots[i], values[i]);
            accelerator.Run([new Launch(ensemble, program, 0, 1)]);
            return ensemble.ReadState(0, lossSlot)[0];
        }

        Loss();
        double[][] found = [.. results.Select(r => ensemble.ReadState(0, r))];
        for (int i = 0; i < slots.Length; i++)
        {
            for (int k = 0; k < values[i].Length; k++)
            {
                double at = values[i][k];
                const double Epsilon = 1e-5;
                values[i][k] = at + Epsilon;
                double above = Loss();
                values[i][k] = at - Epsilon;
                double below = Loss();
                values[i][k] = at;
                double expected = (above - below) / (2 * Epsilon);
                Assert.True(Math.Abs(found[i][k] - expected) <= tolerance * (1 + Math.Abs(expected)), $"operand {i}[{k}]: {found[i][k]}, finite difference {expected}");
            }
        }
    }
}
