using System.Diagnostics;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Evaluation;
using GenGpu.Models.Metrics;
using GenGpu.Tests.Storage;
using GenGpu.Training;

namespace GenGpu.Tests.Training;

public class TrainerTests
{
    [Theory]
    [InlineData("reference", "vae")]
    [InlineData("cpu", "gan,vae,rbm")]
    public void TrainsFamiliesAndFillsCurvesTimelineAndFigures(string accelerator, string models)
    {
        using var folder = new TemporaryFolder();
        using var tiny = new TinyRun(TinyRun.Configuration(folder.FullName, models.Split(',')) with { ExactLikelihood = accelerator == "cpu" }, accelerator);
        TrainingResult result = tiny.Train();
        Assert.True(result.IsComplete);
        Assert.Equal(models.Split(','), result.Families.Select(family => family.Model.Family));
        Assert.Equal([15L, 20, 30, 40, 45, 60], tiny.Run.Groups[0].Trials[0].Curve.Select(point => point.Step));
        Assert.Equal([15L, 30, 45, 60], tiny.Run.Timeline.Select(snapshot => snapshot.Step));
        Assert.All(tiny.Run.Timeline, snapshot => Assert.Equal(models.Split(',').Length, snapshot.Samples.Count));
        foreach (FamilyResult family in result.Families)
        {
            TrialResult trial = Assert.Single(family.Trials);
            Assert.Equal(60, trial.Final!.Step);
            Assert.True(double.IsFinite(trial.Final.Find("kld")!.Value.Value));
            Assert.True(trial.Final.Find("kld")!.Value.FloorMean > 0);
            Assert.Equal(200, trial.Final.Find("kld")!.Value.SampleCount);
            Assert.Equal(trial.Trial.Best!.Step, trial.Best!.Step);
            Assert.Equal(accelerator == "cpu" && family.Model.Likelihood is not null, trial.Final.Likelihood is not null);
            Assert.Equal(200, family.FinalSamples!.Length);
            Assert.All(trial.Trial.Curve, point => Assert.True(double.IsFinite(point.Loss)));
        }

        Assert.All(result.Families, family => Assert.True(family.CoreSeconds > 0));
        Assert.True(result.Families.Sum(family => family.CoreSeconds) <= tiny.Run.Times[TrainingPhase.Train] * tiny.Run.Accelerator.Info.ComputeUnits);
    }

    [Fact]
    public void TrialsAloneAndSideBySideGiveTheSameBits()
    {
        using var folder = new TemporaryFolder();
        using var together = new TinyRun(TinyRun.Configuration(folder.FullName) with { Seeds = 3 });
        TrainingResult all = together.Train();
        using var alone = new TinyRun(TinyRun.Configuration(folder.FullName, "vae") with { Seed = 44, Threads = 1 });
        TrainingResult one = alone.Train();
        Assert.Equal(together.Parameters("vae", 2), alone.Parameters("vae"));
        Assert.NotEqual(together.Parameters("vae", 1), alone.Parameters("vae"));
        Trial packed = together.Run.Groups[1].Trials[2];
        Assert.Equal(packed.Curve.Select(p => p.Values), alone.Run.Groups[0].Trials[0].Curve.Select(p => p.Values));
        Assert.Equal(all.Families[1].Trials[2].Final!.Metrics.Select(m => m.Value), one.Families[0].Trials[0].Final!.Metrics.Select(m => m.Value));
    }

    [Fact]
    public void ADivergedTrialIsMarkedAndDoesNotDisturbTheOthers()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder.FullName, "vae") with { Seeds = 3 };
        using var sound = new TinyRun(configuration);
        sound.Train();
        using var sick = new TinyRun(configuration);
        TrialGroup group = sick.Run.Groups[0];
        StateSlot weight = group.Model.Definition.State.First(slot => slot.Role == StateRole.Parameter);
        float[] poison = new float[weight.Shape.ElementCount];
        Array.Fill(poison, float.NaN);
        group.Ensemble.Write(1, weight, poison);
        TrainingResult result = sick.Train();
        Assert.Equal(ModelState.Diverged, group.Trials[1].Status.State);
        Assert.NotEmpty(group.Trials[1].Status.Value);
        Assert.Null(result.Families[0].Trials[1].Final);
        Assert.Null(result.Families[0].Trials[1].Best);
        Assert.Equal(sound.Parameters("vae", 0), sick.Parameters("vae", 0));
        Assert.Equal(sound.Parameters("vae", 2), sick.Parameters("vae", 2));
        SummaryDocument summary = SummaryBuilder.Build(sick.Plan, result, []);
        Assert.Equal(1, summary.Models[0].Diverged);
        Assert.Equal(2, summary.Models[0].Final!.Metrics["kld"].Seeds);
        Assert.Contains(summary.Notes, note => note.Contains("seed 43 diverged at step", StringComparison.Ordinal));
    }

    [Fact]
    public void EarlyStoppingStopsATrialAloneAfterItsPatience()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder.FullName, "vae") with
        {
            // A learning rate of 0 never improves on the first evaluation but by chance.
            Settings = new Dictionary<string, string> { ["learningRate"] = "1e-12" },
            Steps = 400,
            EvaluationInterval = 10,
            SnapshotPercent = 0,
            EarlyStopping = new EarlyStopping("w1", 3),
            Seeds = 2,
        };
        using var tiny = new TinyRun(configuration);
        TrainingResult result = tiny.Train();
        foreach (TrialResult trial in result.Families[0].Trials)
        {
            Assert.Equal(ModelState.Stopped, trial.Trial.Status.State);
            Assert.Equal(trial.Trial.Best!.Step + 30, trial.Trial.Status.Step);
            Assert.Equal(trial.Trial.Status.Step, trial.Final!.Step);
            int w1 = tiny.Run.Metrics.CurveNames.ToList().IndexOf("w1");
            Assert.Equal(trial.Trial.Best.Value, trial.Trial.Curve.Min(point => point.Values[w1]));
        }
    }

    [Fact]
    public void EarlyStoppingOnAnUnknownMetricSuggestsOne()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserErrorException>(() => new TinyRun(TinyRun.Configuration(folder.FullName, "vae") with { EarlyStopping = new EarlyStopping("kdl", 3) }));
        Assert.Contains("did you mean 'kld'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStopDuringTheFinalFiguresEndsRunningQuadratures()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder.FullName, "vae") with
        {
            // So little noise makes the finest grid necessary: ten seconds of one core at least, if nothing ended them.
            Target = "2d-gmm",
            Settings = new Dictionary<string, string> { ["beta"] = "1e-4" },
            ExactLikelihood = true,
        };
        using var tiny = new TinyRun(configuration);
        using var stop = new CancellationTokenSource();
        var wait = new Stopwatch();
        stop.Token.Register(wait.Start);
        int checkpoints = 0;
        TrainingResult result = tiny.Train(_ => checkpoints++, At(TrainingPhase.Evaluate, () => stop.CancelAfter(300)), stop.Token);
        Assert.False(result.IsComplete);
        Assert.Equal(1, checkpoints);
        Assert.True(wait.Elapsed < TimeSpan.FromSeconds(4), $"{wait.Elapsed}");
    }

    [Fact]
    public void AnErrorOfTheUserOnAnotherThreadArrivesAsItWasThrown()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder.FullName) with { Seeds = 2 };
        using var tiny = new TinyRun(configuration);
        using var run = new TrainingRun(configuration, tiny.Plan.Models, new FailingMetrics(tiny.Run.Metrics), tiny.Run.Accelerator);
        UserErrorException error = Assert.Throws<UserErrorException>(() => new Trainer(run, null, TimeSpan.Zero, _ => { }).Train(CancellationToken.None));
        Assert.Equal("the final figures failed", error.Message);
    }

    private static SynchronousProgress At(TrainingPhase phase, Action action) => new(value =>
    {
        if (value.Phase == phase && value.Step == value.Steps)
            action();
    });

    private sealed class SynchronousProgress(Action<TrainProgress> action) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) => action(value);
    }

    private sealed class FailingMetrics(ISampleMetrics inner) : ISampleMetrics
    {
        public IReadOnlyList<string> CurveNames => inner.CurveNames;

        public IReadOnlyList<Floor> CurveFloors => inner.CurveFloors;

        public int SampleCount(int wanted) => inner.SampleCount(wanted);

        public double[] Curve(ReadOnlyMemory<float> samples) => inner.Curve(samples);

        public IReadOnlyList<MetricValue> Final(ReadOnlyMemory<float> samples, CancellationToken cancellation) => throw new UserErrorException("the final figures failed");
    }

    [Fact]
    public void CoreTimeBelongsToTheFamilyThatCausedItAndSurvivesAStop()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder.FullName, "gan", "rbm") with
        {
            // Side by side on the same cores, but a hundred Gibbs sweeps per step against one small network.
            Settings = new Dictionary<string, string> { ["rbm.gibbsSteps"] = "100" },
            Steps = 2000,
            EvaluationInterval = 2000,
            SnapshotPercent = 0,
        };
        using var tiny = new TinyRun(configuration);
        IReadOnlyList<FamilyResult> families = tiny.Train().Families;
        Assert.True(families[1].CoreSeconds > 3 * families[0].CoreSeconds, $"rbm {families[1].CoreSeconds} s, gan {families[0].CoreSeconds} s");
        Assert.Equal(2000 / families[1].CoreSeconds, families[1].ModelStepsPerCoreSecond, 6);

        CheckpointWriter.Write(tiny.Run, Path.Combine(folder.FullName, CheckpointFile.FileName));
        using var again = new TinyRun(configuration);
        CheckpointRestore.Into(CheckpointFile.Read(folder.FullName), again.Run);
        Assert.Equal(families[1].CoreSeconds, again.Run.Groups[1].TrainingClock.Seconds, 6);
    }

    [Fact]
    public void SamplesDoNotDependOnHowManyCopiesDrawThem()
    {
        using var folder = new TemporaryFolder();
        using var tiny = new TinyRun(TinyRun.Configuration(folder.FullName, "rbm"));
        tiny.Train();
        TrialGroup group = tiny.Run.Groups[0];
        float[][] drawn = new float[2][];
        for (int i = 0; i < 2; i++)
        {
            using var sampler = new ModelSampler(tiny.Run.Accelerator, group.Model, [42], i == 0 ? 1 : 7, TrialGroup.MetricOutput(group.Model));
            sampler.TakeHypers(0, group.Ensemble, 0);
            sampler.Take(0, group.Ensemble, 0);
            var launches = new List<Launch>();
            sampler.AddLaunches(launches, 0, 5, 950);
            tiny.Run.Accelerator.Run(launches);
            drawn[i] = new float[950];
            sampler.Collect(0, 950, drawn[i]);
        }

        Assert.Equal(drawn[0], drawn[1]);
        Assert.True(drawn[0].Distinct().Count() > 900);
    }
}
