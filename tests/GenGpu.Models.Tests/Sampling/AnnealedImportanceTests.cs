using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;
using GenGpu.Models.Sampling;

namespace GenGpu.Models.Tests.Sampling;

/// <summary>Annealing from N(0, s^2 I).</summary>
public sealed class AnnealedImportanceTests
{
    private const int Batch = 512;

    [Theory]
    [InlineData(AnnealingSchedule.Linear)]
    [InlineData(AnnealingSchedule.Geometric)]
    public void LogPartition_OfAGaussian_IsExact(AnnealingSchedule schedule)
    {
        var energy = new GaussianEnergy("shifted", [1, 0, -1], [1, 0.5, 0, 0.5, 1, 0, 0, 0, 0.25]);
        ImportanceWeights plain = Weights(energy, 1, 2, new AnnealedImportanceOptions { Intermediates = 0 });
        ImportanceWeights annealed = Weights(energy, 1, 2, new AnnealedImportanceOptions { Schedule = schedule, FirstFraction = 0.1f });
        Near(energy.LogPartition(1)!.Value, annealed.LogPartition);
        Assert.True(annealed.EffectiveSampleFraction > 2 * plain.EffectiveSampleFraction);
        Assert.InRange(Weights(energy, 1.5, 2, new AnnealedImportanceOptions { Moves = 2 }).LogPartition.Value - energy.LogPartition(1.5)!.Value, -0.1, 0.1);
    }

    [Fact]
    public void LogPartition_OfADoubleWell_IsExact()
    {
        Energy energy = EnergyCatalog.Get("double-well-tilted");
        Near(energy.LogPartition(1)!.Value, Weights(energy, 1, 2, new AnnealedImportanceOptions { Intermediates = 30, LeapfrogSteps = 4 }).LogPartition);
    }

    [Fact]
    public void MovesThatAreAlwaysAccepted_MissTheExactValue()
    {
        // The planted twin: transitions that do not keep the intermediate distributions.
        Energy energy = EnergyCatalog.Get("double-well-tilted");
        var options = new AnnealedImportanceOptions { Intermediates = 30, LeapfrogSteps = 4, InitialStepSize = 0.2f, Jitter = 0 };
        Estimate found = Weights(energy, 1, 2, options, always: true).LogPartition;
        double off = Math.Abs(found.Value - energy.LogPartition(1)!.Value);
        Assert.True(off > 8 * found.Error, $"{off} +- {found.Error}");
    }

    [Fact]
    public void SquaredOverProposal_HasItsNormalisation()
    {
        // q = N(0, s^2), p~ = exp(-x^2 / 2) in d dimensions: the integral of p~^2 / q is ((2 pi s^2)^(1/2) (2 pi / (2 - 1/s^2))^(1/2))^d.
        const double S = 2;
        var energy = new GaussianEnergy("round", [0, 0], [1, 0, 0, 1]);
        double exact = Math.Log(2 * Math.PI * S * S * (2 * Math.PI) / (2 - (1 / (S * S))));
        Near(exact, Weights(energy, 1, (float)S, new AnnealedImportanceOptions { Target = AnnealedTarget.SquaredOverProposal }).LogPartition);
    }

    [Fact]
    public void FinalSamples_AreThoseOfTheTarget()
    {
        Energy energy = EnergyCatalog.Get("double-well-tilted");
        var basins = new BasinOccupations(energy.Basins);
        Dictionary<string, float[]> outputs = Run("cpu", energy, 1, 2, new AnnealedImportanceOptions { Intermediates = 30, LeapfrogSteps = 4 }, 8);
        float[] x = outputs["samples"];
        int count = x.Length / 2;
        for (int i = 0; i < count; i++)
            basins.Add([x[i], x[count + i]], outputs["logWeight"][i]);
        Near(energy.Basins[0].ExactOccupation!.Value, basins.Reweighted(0));
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(energy.Evaluate([x[i], x[count + i]]), outputs["energy"][i], 1e-3);
            Assert.Equal(-((x[i] * x[i]) + (x[count + i] * x[count + i])) / 8 - Math.Log(8 * Math.PI), outputs["logDensity"][i], 1e-3);
        }
    }

    [Fact]
    public void ReferenceAndCpu_Agree()
    {
        Dictionary<string, float[]>[] outputs = [.. new[] { "reference", "cpu" }.Select(name =>
            Run(name, EnergyCatalog.Get("double-well-tilted"), 1, 2, new AnnealedImportanceOptions { Intermediates = 2, LeapfrogSteps = 2 }, 1, batch: 40, warmup: 1))];
        foreach ((string name, float[] expected) in outputs[0])
        {
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - outputs[1][name][i]) < 1e-3 * (1 + Math.Abs(expected[i])), $"{name}[{i}]: {expected[i]} and {outputs[1][name][i]}");
        }
    }

    private static void Near(double exact, Estimate found)
    {
        Assert.InRange(found.Error, 1e-6, 0.1);
        Assert.InRange(found.Value, exact - (3 * found.Error), exact + (3 * found.Error));
    }

    private static ImportanceWeights Weights(Energy energy, double beta, float width, AnnealedImportanceOptions options, bool always = false)
    {
        var weights = new ImportanceWeights();
        weights.Add(Run("cpu", energy, beta, width, options, 8, always)["logWeight"]);
        return weights;
    }

    private static Dictionary<string, float[]> Run(
        string accelerator, Energy energy, double beta, float width, AnnealedImportanceOptions options, int steps, bool always = false, int batch = Batch, int warmup = 30)
    {
        var model = new ModelBuilder("annealing")
        {
            DrawSubstitute = (g, site, shape) => always && site == "annealing.0.accept" ? g.BroadcastTo(g.Constant(-1f), shape) : null,
        };
        var annealing = new AnnealedImportance(model, energy, options);
        ProgramBuilder g = model.Program("initialise", batch, RandomPurpose.Initialise);
        annealing.Initialise(g);
        Program initialise = g.Build();
        Program adapt = Build(model.Program("adapt", batch, RandomPurpose.Train), true);
        Program sample = Build(model.Program("sample", batch, RandomPurpose.Sample), false);
        using var runner = new ProgramRunner(accelerator, model.Build(), 4);
        runner.Run(initialise);
        if (!always)
            runner.Run(adapt, warmup);
        return runner.Run(sample, steps);

        Program Build(ProgramBuilder program, bool adapts)
        {
            AnnealedSamples samples = annealing.Emit(program, program.Constant((float)beta), Propose, LogDensity, adapts);
            program.Output("samples", samples.Position);
            program.Output("logWeight", samples.LogWeight);
            program.Output("logDensity", samples.LogDensity);
            program.Output("energy", samples.Energy);
            program.Output("acceptance", samples.Acceptance);
            return program.Build();
        }

        (Value X, Value LogDensity) Propose(ProgramBuilder program)
        {
            Value x = program.Normal(energy.Dimensions, "proposal") * width;
            return (x, LogDensity(program, x));
        }

        Value LogDensity(ProgramBuilder program, Value x) =>
            (program.SumRows(program.Square(x)) * (-0.5f / (width * width))) - (energy.Dimensions * MathF.Log(width * MathF.Sqrt(2 * MathF.PI)));
    }
}
