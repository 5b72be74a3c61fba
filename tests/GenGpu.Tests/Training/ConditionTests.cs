using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Evaluation;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Storage;
using GenGpu.Tests.Reports;
using GenGpu.Tests.Storage;
using GenGpu.Training;

namespace GenGpu.Tests.Training;

/// <summary>Flows with a condition: measured over the interval, labelled at its middle.</summary>
public sealed class ConditionTests
{
    [Fact]
    public void A_Gaussian_over_beta_is_exact_within_errors_and_the_training_ensemble_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = Configuration(folder.FullName) with { Condition = "beta=1:4" };
        RunPlan plan = RunPlan.Create(configuration);
        using IAccelerator accelerator = AcceleratorChoice.Create("cpu", 0).Accelerator;
        using var run = new TrainingRun(configuration, plan.Models, plan.CreateMetrics(accelerator, null), accelerator);
        FamilyResult family = Assert.Single(new Trainer(run, null, TimeSpan.Zero, _ => { }).Train(default).Families);
        float[][] state = run.Groups[0].CopyState(0);
        ConditionCurve curve = family.Condition!;
        Assert.Equal(("beta", true, 42UL, 2_000, 17), (curve.Name, curve.IsBeta, curve.Seed, curve.Samples, curve.Points.Count));
        for (int index = 0; index < curve.Points.Count; index++)
        {
            ConditionPoint point = curve.Points[index];
            Assert.Equal(Math.Pow(4, index / 16.0), point.Value, 1e-6);
            Assert.Equal(point.Value, point.Beta);
            Assert.Equal(Math.Log(2 * Math.PI / point.Beta), point.Exact!.Value, 1e-9);
            Assert.Equal(point.Exact.Value, point.LogZ, (5 * point.Error) + 1e-4);
            Assert.True(point.BetaF > -point.Exact - (5 * point.BetaFError) - 1e-4);
            Assert.InRange(point.Ess, 0.3, 1);
        }

        // The copies that sample have the middle again, and the models that train never had anything else.
        HyperSlot slot = run.Groups[0].Ensemble.Definition.FindHyper(ConditionSet.HyperName)!;
        float[] value = [0];
        run.Groups[0].Ensemble.ReadHyper(0, slot, value);
        Assert.Equal(2, value[0]);
        ConditionCurve again = new ConditionEvaluation(new SampleRunner(accelerator, 0), 2_000).Evaluate(run.Groups[0], default)!;
        Assert.Equal(curve.Points, again.Points);
        Assert.Equal(state.SelectMany(values => values), run.Groups[0].CopyState(0).SelectMany(values => values));

        // Figures of the main table are those of the middle, beta = 2, and so are their exact values.
        TrialFigures final = family.Trials[0].Final!;
        double exact = Math.Log(2 * Math.PI / 2);
        Assert.Equal(exact, final.Find(BoltzmannMetrics.LogPartition)!.Value.FloorMean, 1e-9);
        Assert.Equal(-exact, final.Find(BoltzmannMetrics.FreeEnergy)!.Value.FloorMean, 1e-9);
        Assert.Equal(exact, final.Find(BoltzmannMetrics.LogPartition)!.Value.Value, (5 * curve.Points[8].Error) + 1e-3);
        Assert.Equal(1.0 / 2 * 2 / 2, final.Find("<energy>")!.Value.FloorMean, 1e-9);
        Assert.Equal(0.5, final.Find("<energy>")!.Value.Value, 0.1);
        Assert.Equal(-exact, run.Metrics.CurveFloors[0].Mean, 1e-9);
    }

    [GnuplotFact]
    public void A_run_leaves_its_pictures_and_the_table_over_the_condition()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = Configuration(folder["out"]) with { Condition = "beta=0.5:2", Seeds = 2 };
        var logger = new CollectingLogger();
        SummaryDocument summary = new TrainingJob(configuration, resume: false, logger).Run(null, default).Summary!;
        string[] pictures = ["free_energy.png", "density.png", "energy_histogram.png", "well_profile.png", "condition_curve.png"];
        Assert.Equal(pictures, summary.Pictures);
        Assert.All(pictures, picture => Assert.True(File.Exists(Path.Combine(folder["out"], picture))));
        Assert.DoesNotContain(logger.Messages, message => message.StartsWith("Warning", StringComparison.Ordinal));
        ConditionCurve read = JsonFile.Read<SummaryDocument>(Path.Combine(folder["out"], "summary.json")).Models[0].Condition!;
        Assert.Equal(17, read.Points.Count);
        Assert.Equal(summary.Models[0].Condition!.Points, read.Points);
        string[] rows = File.ReadAllLines(Path.Combine(folder["out"], "condition.csv"));
        Assert.Equal("value,betaF,betaF_error,logZ,error,ess,exact", rows[0]);
        Assert.Equal(18, rows.Length);
        Assert.StartsWith("0.5,", rows[1], StringComparison.Ordinal);
        Assert.Contains(summary.Notes, note => note.Contains("at beta = 1, the middle", StringComparison.Ordinal));
    }

    [Fact]
    public void Exact_values_at_a_condition_on_a_parameter_are_those_of_its_default_only()
    {
        var target = new EnergyTarget(EnergyCatalog.Get("phi4-free-4"), 2, Condition.Interval("massSquared", 0.5, 1.5));
        Assert.True(target.Law.HasDefaults);
        Assert.Equal(target.Energy.LogPartition(2), target.Law.LogPartition);
        BoltzmannLaw other = target.LawAt(0.75);
        Assert.Equal(2, other.Beta);
        Assert.Null(other.LogPartition);
        Assert.Null(other.Entropy);
        Assert.False(other.HasSampler);
        Assert.False(other.IsPlain);
        Assert.Throws<InvalidOperationException>(() => new EnergyTarget(target.Energy).LawAt(1));
        Assert.Equal([0.5, 0.75, 1, 1.25, 1.5], target.Condition!.Values(5));
        Assert.Equal([1, 2, 4], Condition.Interval("beta", 1, 4, isGeometric: true).Values(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => target.Condition.Values(1));
    }

    [Fact]
    public void A_temperature_beside_a_condition_on_it_is_refused()
    {
        TrainingConfiguration configuration = Configuration("unused") with { Condition = "beta=0.5:2", Beta = 2 };
        UserErrorException error = Assert.Throws<UserErrorException>(() => RunPlan.Create(configuration));
        Assert.Contains("leave --beta out", error.Message, StringComparison.Ordinal);
    }

    private static TrainingConfiguration Configuration(string output) => new()
    {
        Energy = "gaussian-2",
        Models = ["flow"],
        Budget = 1_000,
        Steps = 60,
        BatchSize = 64,
        EvaluationInterval = 30,
        CurveSamples = 200,
        FinalSamples = 2_000,
        Settings = new Dictionary<string, string> { ["couplings"] = "2" },
        Output = output,
        Accelerator = "cpu",
    };
}
