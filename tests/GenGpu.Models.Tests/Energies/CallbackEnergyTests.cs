using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Energies;

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

    [Fact]
    public void It_says_that_it_has_no_ops()
    {
        ProgramBuilder g = new ModelBuilder("callback").Program("evaluate", 4, RandomPurpose.Evaluate);
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => _energy.Emit(new EnergyScope(g), g.Input("x", Shape.Batched(2, 4))));
        Assert.Contains("runs on the CPU only", error.Message, StringComparison.Ordinal);
        Assert.False(_energy.HasSampler(1));
        Assert.Null(_energy.LogPartition(1));
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
