using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>Two dense layers, and what all small models share.</summary>
internal sealed class Layers
{
    private readonly StateSlot[] slots;
    private readonly Activation activation;

    public Layers(ModelBuilder model, string name, int inputs, int hidden, int outputs, Activation activation)
    {
        this.activation = activation;
        slots = [model.Parameter($"{name}.0.weight", hidden, inputs), model.Parameter($"{name}.0.bias", hidden), model.Parameter($"{name}.1.weight", outputs, hidden), model.Parameter($"{name}.1.bias", outputs)];
    }

    public IReadOnlyList<StateSlot> Parameters => slots;

    public Value Forward(ProgramBuilder g, Value x)
    {
        Value h = g.Dense(g.Read(slots[0]), x, g.Read(slots[1]), activation, 0.2f);
        return g.Dense(g.Read(slots[2]), h, g.Read(slots[3]));
    }

    /// <summary>A program that draws all parameters of the model from a normal with deviation 0.5.</summary>
    public static void Initialise(ModelBuilder model)
    {
        ProgramBuilder g = model.Program("initialise", 1, RandomPurpose.Initialise);
        foreach (StateSlot slot in model.StateSlots.Where(s => s.Role == StateRole.Parameter))
            g.Assign(slot, g.Multiply(g.Normal(slot.Shape, slot.Name), 0.5f));
        g.Build();
    }

    /// <summary>A table of points on a ring, or of 0 and 1.</summary>
    public static DataBuffer Data(ModelBuilder model, int rows, int count, bool binary)
    {
        var random = new Random(5);
        float[] data = new float[rows * count];
        for (int i = 0; i < data.Length; i++)
            data[i] = binary ? (random.NextDouble() < 0.2 + (0.1 * (i / count)) ? 1 : 0) : (float)Math.Cos((i % count * 0.7) + (i / count)) * 2;
        return model.Buffer("data", rows, count, data);
    }
}
