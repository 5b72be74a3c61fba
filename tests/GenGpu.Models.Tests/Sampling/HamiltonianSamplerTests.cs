using GenGpu.Core.Programs;
using GenGpu.Models.Energies;
using GenGpu.Models.Sampling;
using MathNet.Numerics;

namespace GenGpu.Models.Tests.Sampling;

public sealed class HamiltonianSamplerTests
{
    private const int Chains = 128;
    private static readonly double[] Covariance = [1, 0.8, 0.8, 4];

    private static GaussianEnergy Gaussian => new("correlated", [1, -2], Covariance);

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Gaussian_HasItsCovariance(double beta)
    {
        (double worst, double error, double acceptance) = Deviation(beta, always: false);
        Assert.InRange(acceptance, 0.65, 0.85);
        Assert.True(error < 0.08);
        Assert.True(worst < 5, $"{worst} standard errors");
    }

    [Fact]
    public void Gaussian_WithoutMetropolisTest_IsTooWide()
    {
        // The planted twin: every move is accepted, with steps of almost half the limit of stability, where the leapfrog's own law is wider by half in the stiff direction.
        (double worst, _, _) = Deviation(1, always: true);
        Assert.True(worst > 15, $"{worst} standard errors");
    }

    [Fact]
    public void EnergyError_FallsWithTheSquareOfTheStep()
    {
        // Half the step and twice the steps: trajectories of one length from the same starts. Rejections are E max(0, 1 - exp(-error)), of the order of the error.
        var sampler = new HamiltonianSampler(EnergyCatalog.Get("double-well"), 1, new SamplerOptions { Chains = 1024, Jitter = 0 });
        double[] rejections = [.. new[] { (0.08f, 10f), (0.04f, 20f), (0.02f, 40f) }.Select(s => Rejection(sampler, s.Item1, s.Item2))];
        Assert.InRange(rejections[0] / rejections[1], 3.4, 4.6);
        Assert.InRange(rejections[1] / rejections[2], 3.4, 4.6);
    }

    [Fact]
    public void Angles_StayInTheirRangeAndCrossTheSeam()
    {
        var sampler = new HamiltonianSampler(new VonMisesEnergy(), 1, new SamplerOptions { Chains = Chains, Thinning = 2 });
        using var runner = new ProgramRunner("cpu", sampler.Definition);
        runner.Run(sampler.Initialise);
        runner.Run(sampler.Warmup, 100);
        float[] samples = runner.Run(sampler.Sample, 100)["samples"];
        Assert.All(samples, x => Assert.InRange(x, -MathF.PI - 1e-5f, MathF.PI + 1e-5f));
        double exact = SpecialFunctions.BesselI1(2) / SpecialFunctions.BesselI0(2);
        (double mean, double error) = ChainMeans.Of(samples, 2, Chains, x => Math.Cos(x[0] - 3));
        Assert.InRange(mean, exact - (5 * error), exact + (5 * error));
        // The mode of x0 lies 0.14 before the seam: a good part of the mass is beyond it.
        (double beyond, _) = ChainMeans.Of(samples, 2, Chains, x => x[0] < 0 ? 1 : 0);
        Assert.InRange(beyond, 0.3, 0.5);
    }

    [Fact]
    public void ReferenceAndCpu_TakeTheSameSteps()
    {
        var sampler = new HamiltonianSampler(EnergyCatalog.Get("double-well-tilted"), 1, new SamplerOptions { Chains = 70, Thinning = 2, LeapfrogSteps = 3 });
        Dictionary<string, float[]>[] outputs = [.. new[] { "reference", "cpu" }.Select(name =>
        {
            using var runner = new ProgramRunner(name, sampler.Definition, 5);
            runner.Run(sampler.Initialise);
            Dictionary<string, float[]> warmup = runner.Run(sampler.Warmup, 3);
            Dictionary<string, float[]> sample = runner.Run(sampler.Sample, 2);
            sample["warmup"] = warmup["acceptance"];
            sample["step"] = runner.Read(sampler.LogStepSize);
            return sample;
        })];
        foreach ((string name, float[] expected) in outputs[0])
        {
            float[] actual = outputs[1][name];
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-3 * (1 + Math.Abs(expected[i])), $"{name}[{i}]: {expected[i]} and {actual[i]}");
        }
    }

    [Fact]
    public void ChainsBeyondTheEnergysRange_AreRejectedNotLost()
    {
        // Steps so large that trajectories overflow: no chain may move to a point that is not finite.
        var sampler = new HamiltonianSampler(EnergyCatalog.Get("double-well"), 1, new SamplerOptions { Chains = 16, InitialStepSize = 1e6f });
        using var runner = new ProgramRunner("cpu", sampler.Definition);
        runner.Run(sampler.Initialise);
        float[] before = runner.Read(sampler.Positions);
        Dictionary<string, float[]> outputs = runner.Run(sampler.Sample, 3);
        Assert.Equal(before, runner.Read(sampler.Positions));
        Assert.All(outputs["acceptance"], a => Assert.Equal(0, a));
        Assert.All(outputs["energy"], u => Assert.True(float.IsFinite(u)));
    }

    private static double Rejection(HamiltonianSampler sampler, float step, float steps)
    {
        using var runner = new ProgramRunner("cpu", sampler.Definition);
        runner.Set("leapfrogSteps", steps);
        runner.Set("startSpread", 0.7f);
        runner.Run(sampler.Initialise);
        runner.Ensemble.Write(0, sampler.LogStepSize, [MathF.Log(step)]);
        return 1 - runner.Run(sampler.Sample, 5)["acceptance"].Average();
    }

    private static (double Worst, double Error, double Acceptance) Deviation(double beta, bool always)
    {
        var model = new ModelBuilder("gaussian")
        {
            DrawSubstitute = (g, site, shape) => always && site == "move.accept" ? g.BroadcastTo(g.Constant(-1f), shape) : null,
        };
        var sampler = new HamiltonianSampler(Gaussian, beta, new SamplerOptions { Chains = Chains, LeapfrogSteps = 4, Thinning = 3, InitialStepSize = always ? 0.9f : null }, model);
        using var runner = new ProgramRunner("cpu", sampler.Definition, 3);
        runner.Run(sampler.Initialise);
        if (!always)
            runner.Run(sampler.Warmup, 150);
        Dictionary<string, float[]> outputs = runner.Run(sampler.Sample, 200);
        float[] samples = outputs["samples"];
        (double Exact, (double Mean, double Error) Found)[] moments =
        [
            (1, ChainMeans.Of(samples, 2, Chains, x => x[0])),
            (-2, ChainMeans.Of(samples, 2, Chains, x => x[1])),
            (Covariance[0] / beta, ChainMeans.Of(samples, 2, Chains, x => (x[0] - 1) * (x[0] - 1))),
            (Covariance[1] / beta, ChainMeans.Of(samples, 2, Chains, x => (x[0] - 1) * (x[1] + 2))),
            (Covariance[3] / beta, ChainMeans.Of(samples, 2, Chains, x => (x[1] + 2) * (x[1] + 2))),
            // U / kT of two harmonic coordinates.
            (1, ChainMeans.Of(outputs["energy"], 1, Chains, u => u[0] * beta)),
        ];
        return (moments.Max(m => Math.Abs(m.Found.Mean - m.Exact) / m.Found.Error), moments.Max(m => m.Found.Error), outputs["acceptance"].Average());
    }
}
