using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Energies;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Energies;

/// <summary>Runs what an energy emits.</summary>
internal static class EnergyRunner
{
    /// <summary>U [count] and dU/dx [dimensions, count] at points [dimensions, count].</summary>
    public static (float[] Energy, float[] Gradient) Evaluate(IAccelerator accelerator, Energy energy, float[] points, IReadOnlyDictionary<string, float>? parameters = null)
    {
        int count = points.Length / energy.Dimensions;
        ModelBuilder model = new("energy");
        ProgramBuilder g = model.Program("evaluate", count, RandomPurpose.Evaluate);
        Value x = g.Input("x", Shape.Batched(energy.Dimensions, count));
        Dictionary<string, Value>? values = parameters?.ToDictionary(entry => entry.Key, entry => g.Constant(entry.Value));
        Value u = energy.Emit(new EnergyScope(g, values), x);
        Assert.Equal(Shape.Batched(1, count), u.Shape);
        g.Output("energy", u);
        g.Output("gradient", g.BroadcastTo(g.Adjoints(u, g.Constant(1), x)[0], x.Shape));
        Program program = g.Build();
        using IEnsemble ensemble = accelerator.CreateEnsemble(model.Build(), [1UL]);
        float[] energies = new float[count];
        float[] gradient = new float[points.Length];
        accelerator.Run([new Launch(ensemble, program, 0, 1) { Inputs = [points], Outputs = [energies.AsMemory(), gradient.AsMemory()] }]);
        return (energies, gradient);
    }

    /// <summary>Exact samples [dimensions, count].</summary>
    public static float[] Sample(Energy energy, double beta, int count, ulong seed = 42)
    {
        ModelBuilder model = new("sampler");
        ProgramBuilder g = model.Program("sample", count, RandomPurpose.Train);
        g.Output("samples", energy.Sample(g, "data", beta));
        Program program = g.Build();
        using ReferenceAccelerator<float> accelerator = ReferenceAccelerator.CreateFloat();
        using ReferenceEnsemble<float> ensemble = accelerator.CreateEnsemble(model.Build(), [seed]);
        float[] samples = new float[energy.Dimensions * count];
        accelerator.Run([new Launch(ensemble, program, 0, 1) { Outputs = [samples.AsMemory()] }]);
        return samples;
    }

    /// <summary>Random points around the centre of an energy, [dimensions, count].</summary>
    public static float[] Points(Energy energy, int count, int seed = 7)
    {
        Random random = new(seed);
        float[] points = new float[energy.Dimensions * count];
        for (int index = 0; index < points.Length; index++)
        {
            int row = index / count;
            double z = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            points[index] = (float)(energy.Centre[row] + (z * energy.Spread[row]));
        }
        return points;
    }

    public static double[] Column(float[] points, int dimensions, int column)
    {
        int count = points.Length / dimensions;
        double[] x = new double[dimensions];
        for (int row = 0; row < dimensions; row++)
            x[row] = points[(row * count) + column];
        return x;
    }
}
