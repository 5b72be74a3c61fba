using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Evaluation;
using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;

namespace GenGpu.Tests.Evaluation;

public sealed class ReferenceSamplesTests : IDisposable
{
    private static readonly ReferenceOptions Quick = new() { IgnoreExactSampler = true, WarmupMoves = 150, LeapfrogSteps = 6, Groups = 2, MinimumLength = 120 };
    private readonly CpuAccelerator _cpu = new(2);

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => ReferenceSamples.Draw(_cpu, EnergyCatalog.Get("dw4"), 1, 1000, Quick, stop.Token));
        using var later = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.Throws<OperationCanceledException>(() => ReferenceSamples.Draw(_cpu, EnergyCatalog.Get("dw4"), 1, 100_000_000, Quick, later.Token));
    }

    [Fact]
    public void ExactSampler_IsUsedWhereThereIsOne()
    {
        Energy energy = EnergyCatalog.Get("double-well-tilted");
        ReferenceSamples samples = ReferenceSamples.Draw(_cpu, energy, 1, 4321);
        Assert.Equal((ReferenceMethod.Exact, 4321, 2 * 4321), (samples.Diagnostics.Method, samples.Count, samples.Values.Length));
        Assert.Null(samples.Diagnostics.Warning);
        Assert.Equal(LeftShare(samples), energy.Basins[0].ExactOccupation!.Value, 4 * Math.Sqrt(0.156 * 0.844 / 4321));
    }

    [Fact]
    public void MultimodalEnergy_IsTempered_WithItsOccupations()
    {
        Energy energy = EnergyCatalog.Get("double-well-tilted");
        ReferenceSamples samples = ReferenceSamples.Draw(_cpu, energy, 1, 6000, Quick);
        Assert.Equal(ReferenceMethod.ParallelTempering, samples.Diagnostics.Method);
        Assert.Null(samples.Diagnostics.Warning);
        Assert.InRange(samples.Diagnostics.RHat, 0.99, 1.05);
        Assert.All(samples.Diagnostics.SwapAcceptance, a => Assert.InRange(a, 0.1, 1));
        foreach ((string name, double exact) in new[] { (BoltzmannMetrics.OccupationOf(energy.Basins[0]), energy.Basins[0].ExactOccupation!.Value), ("<energy>", energy.Entropy(1)!.Value - energy.LogPartition(1)!.Value) })
        {
            Estimate mean = samples.Means[name];
            Assert.InRange(mean.Error, 1e-6, 0.1);
            Assert.Equal(exact, mean.Value, 4 * mean.Error);
            // The wrong twin: hotter samples.
            Assert.NotEqual(exact, ReferenceSamples.Draw(_cpu, energy, 0.5, 6000, Quick).Means[name].Value, 8 * mean.Error);
        }

        double error = Math.Sqrt(0.156 * 0.844 / Math.Min(samples.Diagnostics.EffectiveSampleSize, samples.Count));
        Assert.Equal(energy.Basins[0].ExactOccupation!.Value, LeftShare(samples), 4 * error);
    }

    [Fact]
    public void PlainEnergy_IsSampledByHamiltonianChains_AtItsTemperature()
    {
        var energy = new GaussianEnergy("wide", [2, 0], [4, 0, 0, 1]);
        ReferenceSamples samples = ReferenceSamples.Draw(_cpu, energy, 2, 3000, Quick);
        Assert.Equal(ReferenceMethod.HamiltonianMonteCarlo, samples.Diagnostics.Method);
        Assert.Null(samples.Diagnostics.Warning);
        Assert.Empty(samples.Diagnostics.SwapAcceptance);
        Assert.Equal(samples.Values, ReferenceSamples.Draw(_cpu, energy, 2, 3000, Quick).Values);
        double variance = samples.Values.Take(3000).Average(x => (x - 2.0) * (x - 2.0));
        // The variance of 3,000 nearly independent normals is known to sqrt(2 / 3000) of its value 4 / beta = 2.
        Assert.Equal(2, variance, 5 * 2 * Math.Sqrt(2.0 / 3000));
    }

    [Fact]
    public void ChainsThatDoNotMix_AreWarnedOf()
    {
        // Two wells that the energy keeps secret: plain chains stay where they start.
        ReferenceSamples samples = ReferenceSamples.Draw(_cpu, new SecretWells(), 1, 1000, Quick);
        Assert.Equal(ReferenceMethod.HamiltonianMonteCarlo, samples.Diagnostics.Method);
        Assert.True(samples.Diagnostics.RHat > 1.05);
        Assert.Contains("R-hat of x0", samples.Diagnostics.Warning);
    }

    [Fact]
    public void InteractingField_HasTheMomentsOfItsTransferMatrix()
    {
        Energy energy = EnergyCatalog.Get("phi4-6");
        ReferenceSamples samples = ReferenceSamples.Draw(_cpu, energy, 1, 8000, Quick);
        Assert.Null(samples.Diagnostics.Warning);
        var field = new LatticeObservables(energy.Lattice!);
        double[] x = new double[6];
        for (int i = 0; i < samples.Count; i++)
        {
            for (int site = 0; site < x.Length; site++)
                x[site] = samples.Values[(site * samples.Count) + i];
            // Neighbouring samples are of different chains: blocks of the chain hold what correlates.
            field.Add(x, block: i % samples.Diagnostics.Chains);
        }

        Near(energy.Observables.Single(o => o.Name == "phi^2").ExactMean!.Value, field.SquareField);
        Near(energy.Observables.Single(o => o.Name == "neighbours").ExactMean!.Value, field.TwoPoint(1));
        Near(0, field.Magnetisation);

        static void Near(double exact, Estimate found)
        {
            Assert.True(found.Error < 0.03);
            Assert.InRange(found.Value, exact - (5 * found.Error), exact + (5 * found.Error));
        }
    }

    public void Dispose() => _cpu.Dispose();

    private static double LeftShare(ReferenceSamples samples) => samples.Values.Take(samples.Count).Count(x => x < 0) / (double)samples.Count;

    private sealed class SecretWells() : Energy("secret-wells", 1, "two wells 20 kT deep", "U = 20 (x^2 - 1)^2")
    {
        public override Value Emit(EnergyScope scope, Value x) => scope.Program.Square(scope.Program.Square(x) - 1f) * 20f;

        public override double Evaluate(ReadOnlySpan<double> x) => 20 * Math.Pow((x[0] * x[0]) - 1, 2);
    }
}
