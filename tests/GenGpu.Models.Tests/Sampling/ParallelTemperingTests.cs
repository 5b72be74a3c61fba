using GenGpu.Models.Energies;
using GenGpu.Models.Sampling;

namespace GenGpu.Models.Tests.Sampling;

public sealed class ParallelTemperingTests
{
    private const int Chains = 128;

    private static Energy Well => EnergyCatalog.Get("double-well-tilted");

    [Fact]
    public void DoubleWell_IsCrossed_WherePlainChainsStay()
    {
        double exact = Well.Basins[0].ExactOccupation!.Value;
        var plain = new HamiltonianSampler(Well, 1, new SamplerOptions { Chains = Chains });
        using var stuck = new ProgramRunner("cpu", plain.Definition);
        PutLeft(stuck, plain.Positions, 1);
        stuck.Run(plain.Warmup, 50);
        (double left, _) = ChainMeans.Of(stuck.Run(plain.Sample, 50)["samples"], 2, Chains, x => x[0] < 0 ? 1 : 0);
        Assert.True(left > 0.8);

        var tempering = new ParallelTempering(Well, 1, 0.1, new SamplerOptions { Chains = Chains, Thinning = 2, LeapfrogSteps = 6 });
        using var runner = new ProgramRunner("cpu", tempering.Definition);
        PutLeft(runner, tempering.Positions, tempering.Replicas);
        runner.Run(tempering.Warmup, 200);
        Dictionary<string, float[]> outputs = runner.Run(tempering.Sample, 200);
        (double mean, double error) = ChainMeans.Of(outputs["samples"], 2, Chains, x => x[0] < 0 ? 1 : 0);
        Assert.True(error < 0.02);
        Assert.InRange(mean, exact - (4 * error), exact + (4 * error));
        Assert.All(outputs["swapAcceptance"], a => Assert.InRange(a, 0.1f, 1f));
        Assert.Equal((tempering.Replicas - 1) * 200, outputs["swapAcceptance"].Length);
        // The energies that are reported belong to the samples.
        float[] samples = outputs["samples"];
        for (int i = 0; i < 100; i++)
            Assert.Equal(Well.Evaluate([samples[i], samples[(samples.Length / 2) + i]]), outputs["energy"][i], 1e-3);
    }

    [Fact]
    public void SwapsThatAreAlwaysAccepted_GiveAnotherLaw()
    {
        // The planted twin of the test above.
        var model = new Core.Programs.ModelBuilder("always")
        {
            DrawSubstitute = (g, site, shape) => site.StartsWith("swap", StringComparison.Ordinal) ? g.BroadcastTo(g.Constant(-1f), shape) : null,
        };
        var tempering = new ParallelTempering(Well, 1, 0.1, new SamplerOptions { Chains = Chains, LeapfrogSteps = 6 }, model: model);
        using var runner = new ProgramRunner("cpu", tempering.Definition);
        runner.Run(tempering.Initialise);
        runner.Run(tempering.Warmup, 100);
        (double mean, double error) = ChainMeans.Of(runner.Run(tempering.Sample, 100)["samples"], 2, Chains, x => x[0] < 0 ? 1 : 0);
        Assert.True(Math.Abs(mean - Well.Basins[0].ExactOccupation!.Value) > 10 * error);
    }

    [Fact]
    public void EveryReplica_KeepsItsOwnTemperature()
    {
        // Ladder of a Gaussian: the variance of replica r is 1 / beta_r.
        var tempering = new ParallelTempering(new GaussianEnergy("round", [0, 0], [1, 0, 0, 1]), 2, 0.2, new SamplerOptions { Chains = 4096, LeapfrogSteps = 4 }, replicas: 3);
        using var runner = new ProgramRunner("cpu", tempering.Definition);
        runner.Run(tempering.Initialise);
        runner.Run(tempering.Warmup, 60);
        runner.Run(tempering.Sample, 5);
        float[] positions = runner.Read(tempering.Positions);
        double[] betas = [.. TemperatureLadder.Ratios(2, 0.2, 3).Select(r => 2 * r)];
        for (int replica = 0; replica < 3; replica++)
        {
            double variance = positions.AsSpan(replica * 2 * 4096, 2 * 4096).ToArray().Average(x => (double)x * x);
            Assert.InRange(variance * betas[replica], 1 - (5 * Math.Sqrt(2.0 / 8192)), 1 + (5 * Math.Sqrt(2.0 / 8192)));
        }
    }

    [Fact]
    public void ReferenceAndCpu_TakeTheSameSteps()
    {
        var tempering = new ParallelTempering(Well, 1, 0.2, new SamplerOptions { Chains = 40, LeapfrogSteps = 2 }, replicas: 3);
        float[][] positions = [.. new[] { "reference", "cpu" }.Select(name =>
        {
            using var runner = new ProgramRunner(name, tempering.Definition, 6);
            runner.Run(tempering.Initialise);
            runner.Run(tempering.Warmup, 2);
            runner.Run(tempering.Sample, 2);
            return runner.Read(tempering.Positions);
        })];
        for (int i = 0; i < positions[0].Length; i++)
            Assert.Equal(positions[0][i], positions[1][i], 2e-3);
    }

    [Theory]
    [InlineData(1, 0.1, 2, 3)]
    [InlineData(1, 0.1, 64, 12)]
    [InlineData(1, 0.01, 4096, 16)]
    [InlineData(1, 1, 2, 2)]
    public void Ladder_GrowsWithTheRootOfTheDimension(double beta, double minimum, int dimensions, int replicas) =>
        Assert.Equal(replicas, TemperatureLadder.ReplicaCount(beta, minimum, dimensions));

    private static void PutLeft(ProgramRunner runner, Core.Programs.StateSlot positions, int replicas)
    {
        runner.Run(runner.Ensemble.Definition.Program("initialise"));
        float[] start = new float[positions.Shape.ElementCount];
        for (int replica = 0; replica < replicas; replica++)
            start.AsSpan(replica * 2 * Chains, Chains).Fill(-1.6f);
        runner.Ensemble.Write(0, positions, start);
    }
}
