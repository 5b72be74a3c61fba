using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Models.Conditions;
using GenGpu.Models.Families;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Families;

namespace GenGpu.Models.Tests.Conditions;

/// <summary>
/// A conditional simulator: trained on half of the values of a parameter, judged on the other half against the exact law. The yardstick is what the best model without conditions scores, the law of x over all trained values: W1 has
/// to come near its floor, and the same family without conditions must not.
/// </summary>
public sealed class ConditionalLearningTests
{
    private const int Count = 10_000;

    [Theory]
    [InlineData("flow", 0.08, 2500, "bins=16,learningRate=3e-3")]
    [InlineData("diffusion", 0.1, 2500, "sampleSteps=30,learningRate=3e-3")]
    [InlineData("gan", 0.3, 8000, "learningRate=1e-3,schedule=cosine,emaDecay=0.999")]
    [InlineData("vae", 0.4, 4000, "decoderNoise=1,beta=0.03,learningRate=3e-3")]
    public void Values_that_were_held_out_come_near_the_floor_and_a_twin_without_conditions_does_not(string family, double share, int steps, string settings)
    {
        ParameterTarget target = ConditionalCase.Parameter("1d-bimodal", "separation", 1, 4);
        using var cpu = new CpuAccelerator();
        double[] heldOut = [.. target.Values.Where(value => value.IsHeldOut).Select(value => value.Value)];
        using var conditional = new ModelRunner(cpu, Create(family, target, steps, settings));
        using var twin = new ModelRunner(cpu, Create(family, new WithoutConditions(target), steps, settings));
        conditional.Train(steps);
        twin.Train(steps);
        float[] marginal = Draw(cpu, 0, g => target.Sample(g, "x")), same = twin.Sample(Count / 1000);
        (double own, double others, double best, double floor) = (0, 0, 0, 0);
        foreach (double value in heldOut)
        {
            Target law = target.At(value);
            var evaluator = new MetricEvaluator(law, new EvaluationOptions { FloorDraws = 4 }, (count, draw) => Draw(cpu, draw, g => law.Sample(g, "x")));
            conditional.Ensemble.WriteHyper(0, conditional.Model.Definition.FindHyper(ConditionSet.GivenName)!, [1]);
            conditional.Ensemble.WriteHyper(0, conditional.Model.Definition.FindHyper(ConditionSet.HyperName)!, [(float)value]);
            MetricValue measured = W1(evaluator, cpu, conditional.Sample(Count / 1000)[..Count]);
            own += measured.Value / heldOut.Length;
            floor += measured.FloorMean / heldOut.Length;
            others += W1(evaluator, cpu, same).Value / heldOut.Length;
            best += W1(evaluator, cpu, marginal).Value / heldOut.Length;
        }

        double threshold = floor + (share * (best - floor));
        Assert.True(best > 10 * floor);
        Assert.True(own < threshold, FormattableString.Invariant($"{family}: W1 {own}, threshold {threshold}, floor {floor}, best without conditions {best}"));
        Assert.True(others > threshold, FormattableString.Invariant($"{family} without conditions: W1 {others}, threshold {threshold}"));
    }

    private static MetricValue W1(MetricEvaluator evaluator, CpuAccelerator cpu, float[] samples) => evaluator.Evaluate(samples, cpu.Buffers).Single(metric => metric.Name == "w1");

    private static TrainableModel Create(string family, Target target, int steps, string settings) => FamilyCatalog.Get(family).Create(target, new FamilyOptions
    {
        Budget = 1500,
        HiddenLayers = 2,
        BatchSize = 256,
        SampleBatchSize = 1000,
        Steps = steps,
        Settings = settings.Split(',').Select(setting => setting.Split('=')).Where(pair => !(target is WithoutConditions && family == "flow" && pair[0] == "bins")).ToDictionary(pair => pair[0], pair => pair[1]),
    });

    private static float[] Draw(CpuAccelerator cpu, int draw, Func<ProgramBuilder, Value> emit)
    {
        var builder = new ModelBuilder("draw");
        ProgramBuilder g = builder.Program("sample", 1000, RandomPurpose.Reference);
        g.Output("samples", emit(g));
        Program program = g.Build();
        using IEnsemble ensemble = cpu.CreateEnsemble(builder.Build(), [1]);
        float[] samples = new float[Count];
        cpu.Run([new Launch(ensemble, program, 1000L * draw, Count / 1000) { Outputs = [samples] }]);
        return samples;
    }

    /// <summary>The same points without their conditions.</summary>
    private sealed class WithoutConditions(ParameterTarget target) : Target("pairs without conditions", target.Dimensions, target.Description, target.Formula)
    {
        public override bool HasDensity => false;

        public override IReadOnlyList<double> Mean => target.Mean;

        public override IReadOnlyList<double> Covariance => target.Covariance;

        public override double LogDensity(ReadOnlySpan<double> point) => throw new NotSupportedException();

        public override Value Sample(ProgramBuilder g, string site) => target.Sample(g, site);
    }
}
