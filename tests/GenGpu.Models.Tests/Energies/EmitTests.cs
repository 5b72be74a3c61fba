using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Models.Energies;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Energies;

/// <summary>What every energy emits, against its formula in double and finite differences of it.</summary>
public sealed class EmitTests
{
    private const int Count = 40;

    public static TheoryData<string> Names => [.. EnergyCatalog.Names, "phi4-12", "phi4-free-3x5", "many-well-6", "funnel-2", "xy-3x4"];

    [Theory, MemberData(nameof(Names))]
    public void Emit_equals_the_formula(string name)
    {
        Energy energy = EnergyCatalog.Get(name);
        float[] points = EnergyRunner.Points(energy, Count);
        using ReferenceAccelerator<float> reference = ReferenceAccelerator.CreateFloat();
        using CpuAccelerator cpu = new();
        foreach (float[] energies in new[] { EnergyRunner.Evaluate(reference, energy, points).Energy, EnergyRunner.Evaluate(cpu, energy, points).Energy })
        {
            for (int sample = 0; sample < Count; sample++)
            {
                double expected = energy.Evaluate(EnergyRunner.Column(points, energy.Dimensions, sample));
                Assert.True(Math.Abs(energies[sample] - expected) <= 1e-4 * (1 + Math.Abs(expected)), $"{name}: {energies[sample]} for {expected}");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Adjoints_equal_finite_differences(string name)
    {
        Energy energy = EnergyCatalog.Get(name);
        int count = energy.Dimensions > 20 ? 3 : 15;
        float[] points = EnergyRunner.Points(energy, count);
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        float[] gradient = EnergyRunner.Evaluate(accelerator, energy, points).Gradient;
        for (int sample = 0; sample < count; sample++)
        {
            double[] x = EnergyRunner.Column(points, energy.Dimensions, sample);
            double scale = Enumerable.Range(0, x.Length).Max(row => Math.Abs(gradient[(row * count) + sample]));
            for (int row = 0; row < x.Length; row++)
            {
                double shift = 1e-5 * energy.Spread[row];
                double place = x[row];
                x[row] = place + shift;
                double above = energy.Evaluate(x);
                x[row] = place - shift;
                double difference = (above - energy.Evaluate(x)) / (2 * shift);
                x[row] = place;
                double found = gradient[(row * count) + sample];
                Assert.True(Math.Abs(found - difference) <= 2e-5 * (1 + scale), $"{name}, x{row}: {found} for {difference}");
            }
        }
    }

    [Fact]
    public void Parameters_change_the_energy_without_a_new_program()
    {
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        Energy interacting = EnergyCatalog.Get("phi4-4x4");
        Energy free = EnergyCatalog.Get("phi4-free-4x4");
        float[] points = EnergyRunner.Points(free, 6);
        Dictionary<string, float> values = new() { ["massSquared"] = 1, ["lambda"] = 0 };
        Assert.Equal(EnergyRunner.Evaluate(accelerator, free, points).Energy, EnergyRunner.Evaluate(accelerator, interacting, points, values).Energy);
        Energy angles = EnergyCatalog.Get("xy-4x4");
        float[] once = EnergyRunner.Evaluate(accelerator, angles, points).Energy;
        float[] twice = EnergyRunner.Evaluate(accelerator, angles, points, new Dictionary<string, float> { ["coupling"] = 2 }).Energy;
        Assert.Equal(once.Select(value => 2 * value), twice);
    }

    [Fact]
    public void Instructions_do_not_grow_with_the_lattice()
    {
        Assert.Equal(Instructions("phi4-4x4"), Instructions("phi4-16x16"));
        Assert.Equal(Instructions("many-well-4"), Instructions("many-well-64"));
    }

    private static int Instructions(string name)
    {
        Energy energy = EnergyCatalog.Get(name);
        ProgramBuilder g = new ModelBuilder("count").Program("evaluate", 4, GenGpu.Core.Random.RandomPurpose.Evaluate);
        g.Output("energy", energy.Emit(new EnergyScope(g), g.Input("x", Shape.Batched(energy.Dimensions, 4))));
        return g.Build().Body.Count;
    }
}
