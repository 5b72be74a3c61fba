using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Tests.Storage;
using GenGpu.Training;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGpu.Tests.Training;

public class ResumeTests
{
    // Every kind of moment: between evaluations, at one, at a snapshot, just before the end.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public void AContinuedRunEqualsAnUninterruptedOneByteForByte(int stopAtReport)
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder["whole"]) with { Seeds = 2, Steps = 200, EvaluationInterval = 70 };
        JobOutcome whole = new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default);
        Assert.Equal(JobStatus.Complete, whole.Status);

        TrainingConfiguration cut = configuration with { Output = folder["cut"] };
        using var stop = new CancellationTokenSource();
        int reports = 0;
        JobOutcome first = new TrainingJob(cut, resume: false, NullLogger.Instance) { ProgressInterval = TimeSpan.Zero }.Run(new Callback(_ =>
        {
            if (++reports == stopAtReport)
                stop.Cancel();
        }), stop.Token);
        if (first.Status == JobStatus.Stopped)
        {
            Assert.False(File.Exists(Path.Combine(folder["cut"], "summary.json")));
            JobOutcome second = new TrainingJob(cut with { Threads = 1 }, resume: true, NullLogger.Instance).Run(null, default);
            Assert.Equal(JobStatus.Complete, second.Status);
        }

        AssertSameResults(folder["whole"], folder["cut"]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void AContinuedRunWithAReplayBufferEqualsAnUninterruptedOne(int stopAtReport)
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder["whole"], "flow") with
        {
            Energy = "double-well",
            Budget = 300,
            Seeds = 2,
            Steps = 120,
            EvaluationInterval = 40,
            SnapshotPercent = 50,
            Settings = new Dictionary<string, string> { ["objective"] = "alpha2", ["couplings"] = "2", ["replayBlocks"] = "8", ["replayUpdates"] = "2", ["annealedDistributions"] = "2" },
        };
        RunWholeAndCut(folder, configuration, stopAtReport, whenStopped: () => Assert.InRange(CheckpointFile.Read(folder["cut"]).State.Step, 1, 119));
        Assert.Contains(CheckpointFile.Read(folder["cut"]).Tensors.Tensors, tensor => tensor.Name.EndsWith("replay.points", StringComparison.Ordinal));
    }

    [Fact]
    public void AContinuedAdversarialRunEqualsAnUninterruptedOne()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder["whole"], "gan", "wgan", "wgan-gp") with
        {
            Bins = 6,
            Budget = 200,
            Settings = new Dictionary<string, string> { ["emaDecay"] = "0.9", ["packing"] = "2", ["temperatureEnd"] = "0.5", ["criticSteps"] = "2", ["gan.r1Weight"] = "1", ["schedule"] = "linear" },
        };
        RunWholeAndCut(folder, configuration, 3);
        Assert.Contains(CheckpointFile.Read(folder["cut"]).Tensors.Tensors, tensor => tensor.Name.EndsWith(".average", StringComparison.Ordinal));
    }

    [Fact]
    public void AContinuedConditionalRunEqualsAnUninterruptedOne()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder["whole"], "gan", "vae", "flow", "diffusion") with { Condition = "separation=1:4", Budget = 250 };
        TrainingConfiguration cut = RunWholeAndCut(folder, configuration, 3);
        Assert.Equal(File.ReadAllText(Path.Combine(folder["whole"], "conditions.csv")), File.ReadAllText(Path.Combine(folder["cut"], "conditions.csv")));

        // Another interval is another run.
        UserErrorException error = Assert.Throws<UserErrorException>(() => new TrainingJob(cut with { Condition = "separation=1:3" }, resume: true, NullLogger.Instance).Run(null, default));
        Assert.Contains("--condition (was separation=1:4, now separation=1:3)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWarmStartWithoutAveragesBeginsThemWithTheWeights()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder["first"], "gan");
        new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default);
        using var tiny = new TinyRun(configuration with { Output = folder["second"], Settings = new Dictionary<string, string> { ["emaDecay"] = "0.99" } });
        WarmStart.Apply(CheckpointFile.Read(folder["first"]), tiny.Run);
        TrialGroup group = tiny.Run.Groups[0];
        float[][] state = group.CopyState(0);
        float[] Of(string name) => state[group.SampledSlots.Select((slot, index) => (slot, index)).Single(pair => pair.slot.Name == name).index];
        Assert.Equal(Of("generator.0.weight"), Of("generator.0.weight.average"));
        Assert.Contains(Of("generator.0.weight"), value => value != 0);
    }

    [Fact]
    public void ARunKilledDuringAnEvaluationContinuesFromItsLastCheckpoint()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder["whole"]);
        new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default);
        TrainingConfiguration cut = configuration with { Output = folder["cut"], CheckpointSeconds = 1e-9 };

        // What a kill leaves: the checkpoint of some earlier moment, while curves in memory were ahead of it.
        Assert.Throws<InvalidOperationException>(() => new TrainingJob(cut, resume: false, NullLogger.Instance) { ProgressInterval = TimeSpan.Zero }.Run(
            new Callback(progress => throw new InvalidOperationException("killed"), afterStep: 40), default));
        CheckpointFile left = CheckpointFile.Read(folder["cut"]);
        Assert.InRange(left.State.Step, 1, 39);
        Assert.False(left.State.IsFinished);
        new TrainingJob(cut, resume: true, NullLogger.Instance).Run(null, default);
        AssertSameResults(folder["whole"], folder["cut"]);
    }

    [Fact]
    public void ResumeOfACompleteRunHasNothingToDo()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder.FullName, "vae");
        new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default);
        JobOutcome again = new TrainingJob(configuration, resume: true, NullLogger.Instance).Run(null, default);
        Assert.Equal(JobStatus.NothingToDo, again.Status);
        Assert.Equal("vae", Assert.Single(again.Summary!.Models).Model);
    }

    [Fact]
    public void ResumeWithOtherOptionsNamesThem()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder.FullName, "vae");
        new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default);
        var error = Assert.Throws<UserErrorException>(() => new TrainingJob(configuration with { Budget = 80, Seed = 7 }, resume: true, NullLogger.Instance).Run(null, default));
        Assert.Contains("--budget (was 60, now 80), --seed (was 42, now 7)", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void TruncatedForeignAndOlderCheckpointsAreNamed()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder.FullName, "vae");
        new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default);
        string path = folder[CheckpointFile.FileName];
        byte[] bytes = File.ReadAllBytes(path);
        foreach (int length in new[] { 0, 5, 100, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Contains(path, Assert.Throws<DataFormatException>(() => CheckpointFile.Read(folder.FullName)).Message, StringComparison.Ordinal);
        }

        new SafetensorsFile([]).Write(path);
        Assert.Contains("not a checkpoint of gengpu", Assert.Throws<DataFormatException>(() => CheckpointFile.Read(folder.FullName)).Message, StringComparison.Ordinal);
        new SafetensorsFile([], new Dictionary<string, string> { ["schema"] = "gengpu/checkpoint/99" }).Write(path);
        Assert.Contains("gengpu/checkpoint/99", Assert.Throws<DataFormatException>(() => CheckpointFile.Read(folder.FullName)).Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Contains("holds no checkpoint", Assert.Throws<UserErrorException>(() => CheckpointFile.Read(folder.FullName)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWarmStartBeginsWithTheParametersAndRefusesOtherShapes()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder["first"], "vae");
        new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default);
        CheckpointFile file = CheckpointFile.Read(folder["first"]);
        using var tiny = new TinyRun(configuration with { Output = folder["second"], Seed = 5 });
        float[] fresh = tiny.Parameters("vae");
        WarmStart.Apply(file, tiny.Run);
        using var source = new TinyRun(configuration);
        source.Train();
        Assert.Equal(source.Parameters("vae"), tiny.Parameters("vae"));
        Assert.NotEqual(fresh, tiny.Parameters("vae"));
        var shape = Assert.Throws<UserErrorException>(() => new TrainingJob(configuration with { Output = folder["third"], Budget = 200, From = folder["first"] }, false, NullLogger.Instance).Run(null, default));
        Assert.Contains("use the same --budget", shape.Message, StringComparison.Ordinal);
        var family = Assert.Throws<UserErrorException>(() => new TrainingJob(configuration with { Output = folder["third"], Models = ["rbm"], From = folder["first"] }, false, NullLogger.Instance).Run(null, default));
        Assert.Contains("has no rbm", family.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunIsNotContinuedOnAFileThatHasChanged()
    {
        using var folder = new TemporaryFolder();
        string file = folder["points.csv"];
        File.WriteAllLines(file, Enumerable.Range(0, 200).Select(i => $"{i % 7}.{i}"));
        TrainingConfiguration configuration = TinyRun.Configuration(folder["run"]) with { Target = "file:" + file };
        using var stop = new CancellationTokenSource();
        JobOutcome first = new TrainingJob(configuration, resume: false, NullLogger.Instance) { ProgressInterval = TimeSpan.Zero }.Run(new Callback(_ => stop.Cancel()), stop.Token);
        Assert.Equal(JobStatus.Stopped, first.Status);
        File.WriteAllLines(file, Enumerable.Range(0, 200).Select(i => $"{i % 7}.{i + 1}"));
        var error = Assert.Throws<UserErrorException>(() => new TrainingJob(configuration, resume: true, NullLogger.Instance).Run(null, default));
        Assert.Contains("has changed since", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expression: x0^2 + x1^2", "expression: x0^2 + 2*x1^2")]
    [InlineData("expression: k*x0^2 + x1^2\nparameters: {k: 1}", "expression: k*x0^2 + x1^2\nparameters: {k: 2}")]
    public void ARunIsNotContinuedOnAnEnergyWhoseFileHasChanged(string before, string after)
    {
        using var folder = new TemporaryFolder();
        string file = folder["own.yaml"];
        File.WriteAllText(file, before);
        TrainingConfiguration configuration = TinyRun.Configuration(folder["run"], "flow") with { Energy = file, Budget = 200, Settings = new Dictionary<string, string> { ["couplings"] = "2" } };
        using var stop = new CancellationTokenSource();
        JobOutcome first = new TrainingJob(configuration, resume: false, NullLogger.Instance) { ProgressInterval = TimeSpan.Zero }.Run(new Callback(_ => stop.Cancel()), stop.Token);
        Assert.Equal(JobStatus.Stopped, first.Status);
        File.WriteAllText(file, after);
        var error = Assert.Throws<UserErrorException>(() => new TrainingJob(configuration, resume: true, NullLogger.Instance).Run(null, default));
        Assert.Contains("has changed since", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Runs it whole; stops it at a report, continues it on one thread, and compares both.</summary>
    private static TrainingConfiguration RunWholeAndCut(TemporaryFolder folder, TrainingConfiguration configuration, int stopAtReport, Action? whenStopped = null)
    {
        new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default);
        TrainingConfiguration cut = configuration with { Output = folder["cut"] };
        using var stop = new CancellationTokenSource();
        int reports = 0;
        JobOutcome first = new TrainingJob(cut, resume: false, NullLogger.Instance) { ProgressInterval = TimeSpan.Zero }.Run(new Callback(_ =>
        {
            if (++reports == stopAtReport)
                stop.Cancel();
        }), stop.Token);
        Assert.Equal(JobStatus.Stopped, first.Status);
        whenStopped?.Invoke();
        Assert.Equal(JobStatus.Complete, new TrainingJob(cut with { Threads = 1 }, resume: true, NullLogger.Instance).Run(null, default).Status);
        AssertSameResults(folder["whole"], folder["cut"]);
        return cut;
    }

    private static void AssertSameResults(string expected, string actual)
    {
        Assert.Equal(File.ReadAllText(Path.Combine(expected, "metrics.csv")), File.ReadAllText(Path.Combine(actual, "metrics.csv")));
        string[] weights = [.. Directory.EnumerateFiles(Path.Combine(expected, "weights")).Select(path => Path.GetFileName(path)!)];
        Assert.NotEmpty(weights);
        foreach (string name in weights)
        {
            SafetensorsFile left = SafetensorsFile.Read(Path.Combine(expected, "weights", name));
            SafetensorsFile right = SafetensorsFile.Read(Path.Combine(actual, "weights", name));
            Assert.Equal(left.Tensors.Select(t => (t.Name, Convert.ToHexString(t.Data.Span))), right.Tensors.Select(t => (t.Name, Convert.ToHexString(t.Data.Span))));
        }

        foreach (string samples in Directory.EnumerateFiles(expected, "samples_*.npy"))
            Assert.Equal(File.ReadAllBytes(samples), File.ReadAllBytes(Path.Combine(actual, Path.GetFileName(samples))));
        SafetensorsFile one = CheckpointFile.Read(expected).Tensors;
        SafetensorsFile other = CheckpointFile.Read(actual).Tensors;
        Assert.Equal(one.Tensors.Select(t => (t.Name, Convert.ToHexString(t.Data.Span))), other.Tensors.Select(t => (t.Name, Convert.ToHexString(t.Data.Span))));
        Assert.Contains(one.Tensors, t => t.Name.Contains("/timeline/", StringComparison.Ordinal));
    }

    private sealed class Callback(Action<TrainProgress> action, long afterStep = 0) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value)
        {
            if (value.Step >= afterStep)
                action(value);
        }
    }
}
