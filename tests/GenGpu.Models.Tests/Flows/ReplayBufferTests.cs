using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Models.Flows;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Flows;

public sealed class ReplayBufferTests
{
    private const int Batch = 16;

    // In each column one of two blocks is bad in one of its four numbers: every draw is from the other, and finite.
    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void What_is_not_finite_is_never_drawn(string name)
    {
        var model = new ModelBuilder("replay");
        var buffer = new ReplayBuffer(model, 2, 4, Batch);
        ProgramBuilder initialise = model.Program("initialise", Batch, RandomPurpose.Initialise);
        buffer.Initialise(initialise);
        Program begin = initialise.Build();
        ProgramBuilder g = model.Program("train", Batch, RandomPurpose.Train);
        buffer.Store(g, g.Input("x", Shape.Batched(2, Batch)), g.Input("logWeight", Shape.Batched(1, Batch)), g.Input("logDensity", Shape.Batched(1, Batch)));
        ReplayDraw draw = buffer.Draw(g, "replay");
        g.Output("drawn", g.ConcatenateRows(draw.Point, draw.LogDensity, draw.LogWeight));
        Program train = g.Build();
        using IAccelerator accelerator = name == "cpu" ? new CpuAccelerator(1) : ReferenceAccelerator.CreateFloat();
        using IEnsemble ensemble = accelerator.CreateEnsemble(model.Build(), [5]);
        accelerator.Run([new Launch(ensemble, begin, 0, 1)]);
        float[] drawn = new float[4 * Batch];
        for (int step = 0; step < 2; step++)
        {
            float[] x = [.. Enumerable.Repeat(step + 1f, 2 * Batch)];
            float[] logWeight = new float[Batch];
            float[] logDensity = [.. Enumerable.Repeat(step + 10f, Batch)];
            for (int column = 0; column < Batch; column++)
            {
                if (column % 2 != step)
                    continue;
                float bad = (column / 2 % 3) switch { 0 => float.NaN, 1 => float.PositiveInfinity, _ => float.NegativeInfinity };
                float[] place = (column / 2 % 4) switch { 0 => x, 1 => x, 2 => logWeight, _ => logDensity };
                place[column + (column / 2 % 4 == 1 ? Batch : 0)] = bad;
            }

            accelerator.Run([new Launch(ensemble, train, step, 1) { Inputs = [x, logWeight, logDensity], Outputs = [drawn.AsMemory()] }]);
        }

        for (int column = 0; column < Batch; column++)
        {
            // Column c is bad in block c mod 2.
            int good = 1 - (column % 2);
            Assert.Equal([good + 1, good + 1, good + 10, 0], Enumerable.Range(0, 4).Select(row => drawn[(row * Batch) + column]));
        }
    }
}
