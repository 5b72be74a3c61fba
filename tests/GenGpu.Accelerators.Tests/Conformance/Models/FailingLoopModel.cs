using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>
/// Three updates in a Repeat, of which the second has a gradient that is not finite: the trial is marked, that update is left out, and the third happens.
/// </summary>
internal static class FailingLoopModel
{
    public static ModelDefinition Build()
    {
        var model = new ModelBuilder("failing loop");
        StateSlot weight = model.Parameter("weight", 20);
        ProgramBuilder initialise = model.Program("initialise", 1, RandomPurpose.Initialise);
        initialise.Assign(weight, initialise.Add(initialise.Multiply(initialise.Read(weight), 0f), 1f));
        initialise.Build();
        ProgramBuilder g = model.Program("train", 1, RandomPurpose.Train);
        g.Repeat(3, [g.Constant(0f)], values =>
        {
            // 1 / (count - 1)^2: 1, infinite, 1.
            Value away = g.Subtract(values[0], g.Constant(1f));
            Value gradient = g.Multiply(g.Read(weight), g.Reciprocal(g.Multiply(away, away)));
            g.Sgd([weight], [gradient], g.Constant(0.25f));
            return [g.Add(values[0], g.Constant(1f))];
        });
        g.Build();
        return model.Build();
    }
}
