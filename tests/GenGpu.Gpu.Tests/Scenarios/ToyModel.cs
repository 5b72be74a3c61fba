using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>A model so small that its kernel is written by hand: four numbers that walk by rate (step + 1) + pull, and diverge at a limit.</summary>
public static class ToyModel
{
    public static ModelDefinition Create(int rows = 4)
    {
        var model = new ModelBuilder("toy");
        StateSlot x = model.Parameter("x", rows);
        HyperSlot rate = model.Hyper("rate", 0.5f), limit = model.Hyper("limit", 1e6f);
        DataBuffer pull = model.Buffer("pull", 1, 1, [0.25f]);
        Program(model, "walk", x, rate, limit, pull, driven: false);
        Program(model, "driven", x, rate, limit, pull, driven: true);
        return model.Build();
    }

    private static void Program(ModelBuilder model, string name, StateSlot x, HyperSlot rate, HyperSlot limit, DataBuffer pull, bool driven)
    {
        ProgramBuilder g = model.Program(name, 1, RandomPurpose.Train);
        Value step = g.Add(g.StepIndex(), g.Constant(1f));
        Value first = g.Buffer(pull);
        Value moved = g.Add(g.Add(g.Read(x), g.Multiply(g.Hyper(rate), step)), first);
        if (driven)
            moved = g.Add(moved, g.Input("drive", Shape.Matrix(1, 1)));
        g.Assign(x, moved);
        g.Output("trace", moved);
        g.CheckFinite(g.Log(g.Subtract(g.Hyper(limit), moved)), "limit");
        g.Report("stepsDone", step);
        g.Build();
    }
}
