using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;

namespace GenGpu.Core.Tests.Programs;

public class QuietTests
{
    [Fact]
    public void ReportsChangeNoOtherBit()
    {
        float[] loud = Train(report: true, out float loss), silent = Train(report: false, out _);
        Assert.Equal(silent, loud);
        Assert.NotEqual(0f, loss);
    }

    private static float[] Train(bool report, out float loss)
    {
        var model = new ModelBuilder("model");
        StateSlot w = model.Parameter("w", 3, 3);
        ProgramBuilder g = model.Program("train", 8, RandomPurpose.Train);
        Value y = g.Dense(g.Read(w), g.Normal(3, "x"), null, Activation.Tanh);
        Value objective = g.Mean(g.Square(y - 0.5f));
        if (report)
            g.Report("loss", objective);
        g.Adam([w], g.Gradients(objective, [w]), g.Constant(0.1f));
        Program program = g.Build();
        ModelDefinition definition = model.Build();
        using ReferenceAccelerator<float> accelerator = ReferenceAccelerator.CreateFloat();
        using ReferenceEnsemble<float> ensemble = accelerator.CreateEnsemble(definition, [3]);
        ensemble.WriteState(0, w, [0.1f, 0.2f, 0.3f, -0.1f, -0.2f, -0.3f, 0.5f, 0.6f, 0.7f]);
        accelerator.Run([new Launch(ensemble, program, 0, 10)]);
        loss = definition.FindState("loss") is { } slot ? ensemble.ReadState(0, slot)[0] : 0;
        return ensemble.ReadState(0, w);
    }
}
