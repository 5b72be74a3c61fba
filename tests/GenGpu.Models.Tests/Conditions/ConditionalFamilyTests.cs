using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Models.Conditions;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Families;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Conditions;

/// <summary>Every family with a conditional form: its size, its agreement between accelerators, and where its samples get their conditions from.</summary>
public sealed class ConditionalFamilyTests
{
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string family in new[] { "gan", "wgan", "wgan-gp", "vae", "flow", "diffusion" })
            {
                foreach (string target in new[] { "1d-bimodal|separation", "2d-mix-gauss|width", "points|columns" })
                    all.Add(family, target);
            }

            return all;
        }
    }

    [Theory]
    [InlineData("gan", "1d-bimodal|separation", 1)]
    [InlineData("gan", "points|columns", 4)]
    [InlineData("vae", "1d-bimodal|separation", 1)]
    [InlineData("vae", "points|columns", 4)]
    [InlineData("diffusion", "points|columns", 4)]
    [InlineData("flow", "points|columns", 4)]
    [InlineData("flow", "1d-bimodal|separation", 1)]
    public void Inputs_of_conditions_count_in_the_budget(string family, string target, int f)
    {
        Target conditional = ConditionalCase.TargetOf(target);
        Assert.Equal(f, conditional.Conditions!.FeatureRows);
        int d = conditional.Dimensions;
        TrainableModel model = Create(family, conditional, budget: 700);
        int h = model.HiddenWidth;
        Func<int, long> count = family switch
        {
            "gan" => w => (w * (16 + f + 1)) + (d * (w + 1)) + (w * (d + f + 1)) + w + 1,
            "vae" => w => (w * (d + f + 1)) + (4 * (w + 1)) + (w * (2 + f + 1)) + (d * (w + 1)),
            "diffusion" => w => (w * (d + 16 + f + 1)) + (d * (w + 1)),

            // Two couplings of 3 bins (8 parameters) per active coordinate, then scale and shift; on a line one net of the conditions.
            _ when d == 2 => w => (2 * ((w * (1 + f + 1)) + (8 * (w + 1)))) + 4,
            _ => w => (w * (f + 1)) + (8 * (w + 1)) + 2,
        };
        Assert.Equal(count(h), model.ParameterCount);
        Assert.True(count(h + 1) > 700 && count(h) <= 700);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_cpu_trains_and_samples_as_the_reference_does(string family, string target)
    {
        // Plain descent: adaptive steps have the size of the rate where a gradient is nothing but rounding.
        TrainableModel model = Create(family, ConditionalCase.TargetOf(target), more: ("optimizer", "sgd"));
        using var cpu = new CpuAccelerator(1);
        using var exact = ReferenceAccelerator.CreateDouble();
        using var actual = new ModelRunner(cpu, model);
        using var expected = new ModelRunner(exact, model);
        foreach ((int steps, int first, double tolerance) in new[] { (1, 0, 2e-5), (29, 1, 2e-3) })
        {
            actual.Train(steps, first);
            expected.Train(steps, first);
            foreach (StateSlot slot in model.Definition.State.Where(slot => slot.Role == StateRole.Parameter))
            {
                float[] own = actual.Read(slot.Name), reference = expected.Read(slot.Name);
                for (int index = 0; index < own.Length; index++)
                    Assert.Equal(reference[index], own[index], tolerance * (1 + Math.Abs(reference[index])));
            }
        }

        float[] samples = actual.Sample(1), same = expected.Sample(1);
        Assert.Equal(model.Target.Joint.Dimensions * model.Sample.BatchSize, samples.Length);
        for (int index = 0; index < samples.Length; index++)
            Assert.Equal(same[index], samples[index], 0.02 * (1 + Math.Abs(same[index])));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Samples_are_drawn_for_training_conditions_or_for_those_given(string family, string target)
    {
        Target conditional = ConditionalCase.TargetOf(target);
        TrainableModel model = Create(family, conditional);
        using var cpu = new CpuAccelerator(1);
        using var runner = new ModelRunner(cpu, model);
        runner.Train(20);
        int d = conditional.Dimensions, batch = model.Sample.BatchSize;
        float[] drawn = runner.Sample(1);
        for (int index = 0; index < conditional.Conditions!.All.Count; index++)
        {
            Condition condition = conditional.Conditions.All[index];
            float[] values = drawn[((d + index) * batch)..((d + index + 1) * batch)];
            Assert.True(values.Distinct().Count() > 2);
            Assert.All(values, value => Assert.InRange(value, condition.Low, condition.High));
            if (condition.Kind == ConditionKind.Categorical)
                Assert.All(values, value => Assert.Contains((double)value, condition.Categories));
        }

        float[] At(double share)
        {
            runner.Ensemble.WriteHyper(0, model.Definition.FindHyper(ConditionSet.GivenName)!, [1]);
            for (int index = 0; index < conditional.Conditions!.All.Count; index++)
            {
                Condition condition = conditional.Conditions.All[index];
                double value = condition.Kind == ConditionKind.Categorical ? condition.Categories[share < 0.5 ? 0 : ^1] : condition.Low + (share * (condition.High - condition.Low));
                runner.Ensemble.WriteHyper(0, model.Definition.FindHyper(ConditionSet.HyperNameOf(index))!, [(float)value]);
            }

            return runner.Sample(1);
        }

        float[] low = At(0), high = At(1);
        Assert.All(low[(d * batch)..((d + 1) * batch)], value => Assert.Equal((float)conditional.Conditions.All[0].Low, value));
        Assert.All(high[(d * batch)..((d + 1) * batch)], value => Assert.Equal((float)conditional.Conditions.All[0].High, value));

        // Same noise, other conditions: other points, in every family.
        Assert.NotEqual(low[..(d * batch)], high[..(d * batch)]);
    }

    [Fact]
    public void A_step_trains_on_whole_rows()
    {
        // x is ten times its condition: any mixing of rows would show.
        float[] rows = [.. Enumerable.Range(0, 100).SelectMany(index => new[] { 10f * (index % 7), index % 7 })];
        var target = new ColumnTarget(new DataTarget("rows", rows, 2, ["x", "c"]), [true]);
        var builder = new ModelBuilder("pairs");
        ProgramBuilder g = builder.Program("pairs", 64, Core.Random.RandomPurpose.Train);
        (Value x, Value c) = target.SamplePairs(g, "data");
        g.Output("pairs", g.ConcatenateRows(x, c));
        g.Output("features", target.Conditions.Of(g, c).Features);
        Program program = g.Build();
        using var cpu = new CpuAccelerator(1);
        using IEnsemble ensemble = cpu.CreateEnsemble(builder.Build(), [1]);
        float[] pairs = new float[2 * 64], features = new float[7 * 64];
        cpu.Run([new Launch(ensemble, program, 0, 1) { Outputs = [pairs, features] }]);
        target.Standardisation.Backward(pairs.AsSpan(0, 64));
        for (int index = 0; index < 64; index++)
        {
            Assert.Equal(10 * pairs[64 + index], pairs[index], 1e-3);
            for (int category = 0; category < 7; category++)
                Assert.Equal(pairs[64 + index] == category ? 1 : 0, features[(category * 64) + index]);
        }
    }

    [Fact]
    public void Families_without_a_conditional_form_and_categories_say_so()
    {
        ParameterTarget target = ConditionalCase.Parameter("1d-bimodal", "separation", 1, 4);
        string Fails(string family, int bins) => Assert.Throws<UserErrorException>(() => FamilyCatalog.Get(family).Create(target, new FamilyOptions { Bins = bins })).Message;
        Assert.Contains("rbm cannot be conditioned on separation", Fails("rbm", 0), StringComparison.Ordinal);
        Assert.Contains("use --bins 0", Fails("gan", 20), StringComparison.Ordinal);
    }

    private static TrainableModel Create(string family, Target target, int budget = 300, params (string Name, string Value)[] more) => FamilyCatalog.Get(family).Create(target, new FamilyOptions
    {
        Budget = budget,
        BatchSize = 32,
        SampleBatchSize = 64,
        Steps = 1000,
        Settings = (family switch
        {
            "flow" when target.Dimensions == 1 => [("bins", "3"), .. more],
            "flow" => [("bins", "3"), ("couplings", "2"), .. more],
            "diffusion" => [("sampleSteps", "5"), .. more],
            _ => more,
        }).ToDictionary(setting => setting.Name, setting => setting.Value),
    });
}
