using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Models.Energies;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Energies;

public sealed class CallbackEnergyTests
{
    private static readonly CallbackEnergy _energy = new("spring", 2, Spring, spread: [0.5, 0.7]);

    [Fact]
    public void A_batch_has_the_layout_of_streams()
    {
        float[] energies = new float[3];
        float[] gradient = new float[6];
        _energy.EvaluateBatch([1, 2, 3, 10, 20, 30], energies, gradient);
        Assert.Equal([1 + 200, 4 + 800, 9 + 1800], energies);
        Assert.Equal([2, 4, 6, 40, 80, 120], gradient);
        Assert.Equal(3, _energy.Evaluate([1, 1]));
        double[] slope = new double[2];
        Assert.Equal(3, _energy.Evaluate([1, 1], slope));
        Assert.Equal([2, 4], slope);
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void In_a_program_it_is_what_the_streams_say(string name)
    {
        var model = new ModelBuilder("callback");
        ProgramBuilder g = model.Program("evaluate", 16, RandomPurpose.Evaluate);
        Value x = g.Input("x", Shape.Batched(2, 16));
        Value energy = _energy.Emit(new EnergyScope(g), x);
        g.Output("energy", energy);
        // Twice the energy, so that the chain rule shows.
        g.Output("gradient", g.Adjoints(energy, g.Constant(2f), x)[0]);
        Program program = g.Build();
        using IAccelerator accelerator = name == "cpu" ? new CpuAccelerator(1) : ReferenceAccelerator.CreateFloat();
        using IEnsemble ensemble = accelerator.CreateEnsemble(model.Build(), [1]);
        float[] points = [.. Enumerable.Range(0, 32).Select(i => MathF.Sin(i))];
        (float[] values, float[] slopes) = (new float[16], new float[32]);
        _energy.EvaluateBatch(points, values, slopes);
        float[][] outputs = [new float[16], new float[32]];
        ReadOnlyMemory<float> Stream(string input) => input == CallbackEnergy.ValueInput ? values : input == CallbackEnergy.GradientInput ? slopes : points;
        accelerator.Run([new Launch(ensemble, program, 0, 1) { Inputs = [.. program.Inputs.Select(input => Stream(input.Name))], Outputs = [.. outputs.Select(output => (Memory<float>?)output)] }]);
        Assert.Equal(values, outputs[0]);
        Assert.Equal(slopes.Select(slope => 2 * slope), outputs[1]);
        Assert.False(_energy.HasSampler(1));
        Assert.Null(_energy.LogPartition(1));
    }

    [Fact]
    public void What_is_not_finite_is_not_seen_and_what_is_left_out_is_NaN()
    {
        int seen = 0;
        var energy = new CallbackEnergy("bulk", 2, (x, count, energies, gradient) =>
        {
            seen += count;
            foreach (double value in x)
                Assert.True(double.IsFinite(value));
            energies.Fill(7);
            if (!gradient.IsEmpty)
                gradient[..count].Fill(1);
        });
        float[] energies = new float[3];
        float[] gradient = new float[6];
        energy.EvaluateBatch([1, 2, 3, 10, float.PositiveInfinity, 30], energies, gradient);
        Assert.Equal(2, seen);
        Assert.Equal([7, float.NaN, 7], energies);
        Assert.Equal([1, float.NaN, 1, float.NaN, float.NaN, float.NaN], gradient);
        energy.EvaluateBatch([float.NaN, 1], energies.AsSpan(0, 1), []);
        Assert.Equal(2, seen);
        Assert.True(float.IsNaN(energies[0]));
    }

    [Fact]
    public void A_failure_names_the_energy_and_keeps_its_cause()
    {
        var energy = new CallbackEnergy("field", 1, (_, _) => throw new InvalidOperationException("no parameters for atom 3."));
        EnergyCallbackException error = Assert.Throws<EnergyCallbackException>(() => energy.EvaluateBatch([1, 2], new float[2], new float[2]));
        Assert.Equal("The function of energy field failed on 2 configurations: no parameters for atom 3.", error.Message);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        var asked = new CallbackEnergy("field", 1, (_, _) => throw new OperationCanceledException());
        Assert.Throws<OperationCanceledException>(() => asked.Evaluate([1.0]));
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => _energy.Evaluate([1]));
        Assert.Throws<ArgumentException>(() => _energy.Evaluate([1, 2], new double[3]));
        Assert.Throws<ArgumentException>(() => _energy.EvaluateBatch([1, 2, 3], new float[2], new float[4]));
        Assert.Throws<ArgumentException>(() => new CallbackEnergy("spring", 2, Spring, centre: [1]));
    }

    private static double Spring(ReadOnlySpan<double> x, Span<double> gradient)
    {
        if (!gradient.IsEmpty)
            (gradient[0], gradient[1]) = (2 * x[0], 4 * x[1]);
        return (x[0] * x[0]) + (2 * x[1] * x[1]);
    }
}
