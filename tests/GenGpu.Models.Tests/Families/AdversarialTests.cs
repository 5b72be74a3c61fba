using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Families;

/// <summary>What adversarial families do besides their golden steps: clipping, packing, annealing, what the judge scores, learning.</summary>
public sealed class AdversarialTests
{
    [Fact]
    public void Clipped_critics_stay_within_their_bound_and_penalised_ones_do_not()
    {
        Assert.InRange(Largest("wgan", ("clip", "0.03")), 0.03f, 0.03f);
        Assert.True(Largest("wgan-gp") > 0.1f);

        static float Largest(string family, params (string, string)[] settings)
        {
            TrainableModel model = Create(family, "2d-gmm", 0, settings);
            using var accelerator = new CpuAccelerator(1);
            using var runner = new ModelRunner(accelerator, model);
            runner.Train(2);
            return model.Definition.State.Where(s => s.Role == StateRole.Parameter && s.Name.StartsWith("critic", StringComparison.Ordinal)).Max(s => runner.Read(s.Name).Max(Math.Abs));
        }
    }

    [Fact]
    public void The_temperature_falls_exponentially_to_its_end_and_stays_there()
    {
        // (step, temperature): 2 (0.5 / 2)^(step / 8), at most to 0.5.
        foreach ((int step, string temperature) in new[] { (0, "2"), (4, "1"), (8, "0.5"), (30, "0.5") })
        {
            double[] annealed = Generator(step, ("temperature", "2"), ("temperatureEnd", "0.5"), ("temperatureSteps", "8"));
            double[] constant = Generator(step, ("temperature", temperature));
            for (int i = 0; i < constant.Length; i++)
                Assert.Equal(constant[i], annealed[i], 1e-12);
            Assert.NotEqual(constant, Generator(step, ("temperature", "1.5")));
        }

        static double[] Generator(int step, params (string, string)[] settings)
        {
            TrainableModel model = Create("gan", "1d-poisson", 8, [.. settings, ("optimizer", "sgd"), ("learningRate", "0.5")]);
            using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
            using ReferenceEnsemble<double> ensemble = accelerator.CreateEnsemble(model.Definition, [5]);
            accelerator.Run([new Launch(ensemble, model.Initialise, 0, 1)]);
            accelerator.Run([new Launch(ensemble, model.Train, step, 1)]);
            return ensemble.ReadState(0, model.Definition.FindState("generator.1.weight")!);
        }
    }

    [Theory]
    [InlineData("gan", 2)]
    [InlineData("wgan-gp", 4)]
    public void Packed_judges_see_several_samples_and_cost_their_inputs(string family, int packing)
    {
        TrainableModel model = Create(family, "2d-gmm", 0, ("packing", $"{packing}"));
        string judge = family == "gan" ? "discriminator" : "critic";
        Assert.Equal((model.HiddenWidth, 2 * packing), Shape(model.Definition.FindState($"{judge}.0.weight")!));
        Assert.Equal(packing, model.Packing);
        int width = model.HiddenWidth;
        Assert.Equal((16 * width) + width + (2 * width) + 2 + (2 * packing * width) + width + width + 1, model.ParameterCount);

        static (int, int) Shape(StateSlot slot) => (slot.Shape.Rows, slot.Shape.Columns);
    }

    [Theory]
    [InlineData("gan", 0)]
    [InlineData("wgan", 0)]
    [InlineData("wgan-gp", 0)]
    [InlineData("wgan-gp", 8)]
    public void The_judge_scores_fresh_data_and_what_the_sample_program_draws(string family, int bins)
    {
        TrainableModel model = Create(family, bins > 0 ? "1d-poisson" : "2d-gmm", bins, ("emaDecay", "0.9"));
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model);
        runner.Train(3);
        Program judge = model.Definition.Program(AdversarialFamily.JudgeProgram);
        float[] real = runner.Run(judge, AdversarialFamily.RealOutput, 2);
        float[] drawn = runner.Run(judge, AdversarialFamily.DrawnOutput, 2);
        Assert.Equal(200, real.Length);
        Assert.NotEqual(real, drawn);
        // Samples are drawn with the averages: without the generator's own weights the scores are the same.
        foreach (string slot in new[] { "generator.0.weight", "generator.1.weight" })
            runner.Write(slot, new float[runner.Read(slot).Length]);
        Assert.Equal(drawn, runner.Run(judge, AdversarialFamily.DrawnOutput, 2));
        Assert.Equal(family == "gan" ? 2 : 3, judge.Outputs.Count);
        if (family != "gan")
            Assert.All(runner.Run(judge, AdversarialFamily.SlopeOutput, 2), slope => Assert.True(slope > 0));
    }

    [Theory]
    [InlineData("wgan", "learningRate=0.002,clip=0.1")]
    [InlineData("wgan-gp", "learningRate=0.002,gradientPenalty=0.1,emaDecay=0.99")]
    [InlineData("gan", "learningRate=0.002,packing=2,r1Weight=0.1,emaDecay=0.99")]
    public void Samples_move_onto_the_target(string family, string settings)
    {
        Target target = TargetCatalog.Get("1d-beta");
        TrainableModel model = FamilyCatalog.Get(family).Create(target, new FamilyOptions { Budget = 310, Steps = 2000, Settings = settings.Split(',').Select(s => s.Split('=')).ToDictionary(s => s[0], s => s[1]) });
        using var accelerator = new CpuAccelerator();
        using var runner = new ModelRunner(accelerator, model, 1, 2, 3);
        double before = MedianDistance();
        runner.Train(2000);
        Assert.InRange(MedianDistance(), 0, before / 3);

        double MedianDistance() => Enumerable.Range(0, 3).Select(index =>
        {
            float[] samples = [.. runner.Sample(5, index).Order()];
            return samples.Select((x, i) => Math.Abs(x - target.Marginal(0)!.Quantile((i + 0.5) / samples.Length))).Average();
        }).Order().ElementAt(1);
    }

    [Theory]
    [InlineData("wgan", "gradientPenalty", "1", "wgan has no setting 'gradientPenalty'")]
    [InlineData("wgan-gp", "clip", "1", "wgan-gp has no setting 'clip'")]
    [InlineData("gan", "packing", "5", "a whole number from 1 to 4")]
    [InlineData("wgan", "beta1", "0.5", "changes nothing here (optimizer=rmsprop")]
    [InlineData("gan", "temperatureEnd", "0.5", "it needs the binned mode (--bins 20, for example)")]
    [InlineData("wgan", "temperature", "0.5", "it needs the binned mode")]
    [InlineData("gan", "temperatureSteps", "50", "it needs temperatureEnd and the binned mode")]
    public void Settings_that_do_not_fit_are_explained(string family, string name, string value, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserErrorException>(() => Create(family, "2d-gmm", 0, (name, value))).Message);

    private static TrainableModel Create(string family, string target, int bins, params (string Name, string Value)[] settings) => FamilyCatalog.Get(family).Create(
        TargetCatalog.Get(target), new FamilyOptions { Budget = 150, BatchSize = 16, SampleBatchSize = 100, Bins = bins, Settings = settings.ToDictionary(s => s.Name, s => s.Value) });
}
