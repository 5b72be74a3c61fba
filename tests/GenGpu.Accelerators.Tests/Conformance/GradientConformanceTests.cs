using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>Gradients themselves, not what an optimizer makes of them: Adam hides their size.</summary>
public class GradientConformanceTests
{
    public static TheoryData<string, int> Widths()
    {
        var data = new TheoryData<string, int>();
        foreach (string accelerator in AcceleratorUnderTest.Names)
        {
            // Below, at and above what one pass of a dense product sums.
            foreach (int width in new[] { 7, 160, 161, 330 })
                data.Add(accelerator, width);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void OfLayersOfAnyWidth(string accelerator, int width) => Compare(accelerator, g =>
    {
        Value x = g.Normal(3, "x");
        Value h = g.Dense(g.Read(g.Model.SlotOrAdd("w1", Shape.Matrix(width, 3), StateRole.Parameter)), x, null, Activation.LeakyRelu);
        Value k = g.Dense(g.Read(g.Model.SlotOrAdd("w2", Shape.Matrix(width, width), StateRole.Parameter)), h, null, Activation.LeakyRelu, 0.3f);
        Value y = g.Dense(g.Read(g.Model.SlotOrAdd("w3", Shape.Matrix(width, width), StateRole.Parameter)), k);
        return g.Mean(g.Square(g.Subtract(y, 1f)));
    });

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void WhereTheProductReadsItsOwnMask(string accelerator) => Compare(accelerator, g =>
    {
        // The way back to h is W^T (stop(h) ...) masked by h: the operand of the product and its mask are one value.
        Value x = g.Normal(3, "x");
        Value h = g.Dense(g.Read(g.Model.SlotOrAdd("w1", Shape.Matrix(20, 3), StateRole.Parameter)), x, null, Activation.LeakyRelu);
        Value y = g.Dense(g.Read(g.Model.SlotOrAdd("w2", Shape.Matrix(20, 20), StateRole.Parameter)), h);
        return g.Sum(g.Multiply(y, g.StopGradient(h)));
    });

    private static void Compare(string accelerator, Func<ProgramBuilder, Value> loss)
    {
        var model = new ModelBuilder("gradients");
        ProgramBuilder g = model.Program("gradients", 48, RandomPurpose.Train);
        Value value = loss(g);
        StateSlot[] parameters = [.. model.StateSlots.Where(s => s.Role == StateRole.Parameter)];
        Value[] gradients = g.Gradients(value, parameters);
        for (int i = 0; i < parameters.Length; i++)
            g.Assign(model.Slot($"gradient of {parameters[i].Name}", parameters[i].Shape, StateRole.Other), gradients[i]);
        Program compute = g.Build();
        ProgramBuilder fill = model.Program("initialise", 48, RandomPurpose.Initialise);
        foreach (StateSlot parameter in parameters)
            fill.Assign(parameter, fill.Multiply(fill.Normal(parameter.Shape, parameter.Name), 1f / MathF.Sqrt(parameter.Shape.Columns)));
        fill.Build();
        ModelDefinition definition = model.Build();
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        using IEnsemble actual = Training.Initialised(underTest, definition, 5);
        using IEnsemble expected = Training.Initialised(exact, definition, 5);
        underTest.Run([new Launch(actual, compute, 0, 2)]);
        exact.Run([new Launch(expected, compute, 0, 2)]);
        Near.Require(expected, actual, 1e-4, "gradients");
    }
}
