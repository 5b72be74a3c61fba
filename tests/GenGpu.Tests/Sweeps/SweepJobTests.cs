using GenGpu.Core;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Tests.Storage;
using GenGpu.Training;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGpu.Tests.Sweeps;

public class SweepJobTests
{
    [Fact]
    public void ATrialHasTheBitsOfATrainingRunOfItsOwn()
    {
        using var folder = new TemporaryFolder();
        SweepOutcome outcome = SweepRuns.Run(folder["sweep"], SweepFiles.Tiny);
        Assert.Equal((12, 12, false), (outcome.Trained, outcome.Progress.Done, outcome.Stopped));
        TrialList list = TrialListFile.Read(folder["sweep"]);
        foreach (int trial in new[] { 1, 4, 11 })
        {
            TrainingConfiguration configuration = list.ConfigurationOf(list.Trials[trial]) with { Output = folder[$"alone{trial}"], Accelerator = "cpu", Threads = 1 };
            SummaryDocument alone = new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default).Summary!;
            TrialDocument packed = SweepRuns.Document(folder["sweep"], trial);
            Assert.Equal(alone.Models[0].Final!.Metrics.Select(metric => (metric.Key, metric.Value.Median)).Order(), packed.Final!.Select(metric => (metric.Key, metric.Value)).Order());
            Assert.Equal(alone.Models[0].Parameters, packed.Parameters);
            GenGpu.Storage.SafetensorsFile weights = GenGpu.Storage.SafetensorsFile.Read(Directory.EnumerateFiles(Path.Combine(folder[$"alone{trial}"], "weights")).Single(path => !path.EndsWith("_best.safetensors", StringComparison.Ordinal)));
            string bits = Convert.ToHexString(ResultIndex.Read(new SweepFolder(folder["sweep"]).Results).Weights(list.Trials[trial].Id)!);
            Assert.All(weights.Tensors, tensor => Assert.Contains(Convert.ToHexString(tensor.Data.Span), bits, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void ShardsInOneFolderGiveWhatOneProcessGives(int count)
    {
        using var folder = new TemporaryFolder();
        SweepRuns.Run(folder["whole"], SweepFiles.Tiny);
        foreach (int shard in Enumerable.Range(0, count).Reverse())
            SweepRuns.Run(folder["parts"], SweepFiles.Tiny, SweepRuns.Options with { Shard = new Shard(shard, count) });
        Assert.Equal(SweepRuns.Results(folder["whole"]), SweepRuns.Results(folder["parts"]));
        Assert.Equal(count, Directory.EnumerateFiles(Path.Combine(folder["parts"], "results"), "*.seg").Count());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder["parts"], "checkpoints")));
        Assert.All(Lease.All(new SweepFolder(folder["parts"])), lease => Assert.Equal(("complete", LeaseState.Released), (lease.Owner!.End, Lease.StateOf(lease.Owner, lease.Age))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nstop: {halving: {rungs: [20, 40], keep: 0.5, cohort: 3}}")]
    public void StoppedAnywhereAndContinuedGivesTheSame(string stop)
    {
        using var folder = new TemporaryFolder();
        string yaml = SweepFiles.Tiny.Replace("steps: 40", "steps: 60", StringComparison.Ordinal) + stop;
        SweepRuns.Run(folder["whole"], yaml);
        int stops = 0;
        for (int attempt = 0; attempt < 60; attempt++)
        {
            // After one more report each time, so that every kind of moment comes up.
            using var source = new CancellationTokenSource();
            int reports = 0;
            SweepOutcome outcome = SweepRuns.Run(folder["cut"], yaml, SweepRuns.Options, new Callback(() =>
            {
                if (++reports > 1 + (stops % 4))
                    source.Cancel();
            }), source.Token);
            if (!outcome.Stopped)
                break;
            stops++;
        }

        Assert.InRange(stops, 2, 59);
        Assert.Equal(SweepRuns.Results(folder["whole"]), SweepRuns.Results(folder["cut"]));
        Assert.Equal(0, SweepRuns.Run(folder["cut"], yaml).Trained);
    }

    // Nobody can stop a piece: one of millions of steps would outlast a cluster's warning.
    [Fact]
    public void AfterAResumePiecesGrowFromOneStep()
    {
        using var folder = new TemporaryFolder();
        string yaml = SweepFiles.Tiny.Replace("steps: 40", "steps: 900000", StringComparison.Ordinal).Replace("evaluate-every: 20", "evaluate-every: 900000", StringComparison.Ordinal).Replace("[gan, rbm]", "[gan]", StringComparison.Ordinal);
        for (int start = 0; start < 3; start++)
        {
            using var source = new CancellationTokenSource();
            var pieces = new List<double>();
            SweepOutcome outcome = SweepRuns.Run(folder["sweep"], yaml, SweepRuns.Options, new Steps(steps =>
            {
                pieces.Add(steps);
                source.Cancel();
            }), source.Token);
            Assert.True(outcome.Stopped);

            // Six models, one step each.
            Assert.Equal(6, pieces[0], 6);
        }
    }

    [Fact]
    public void OneFailingTrialStopsNoOtherAndIsRetried()
    {
        using var folder = new TemporaryFolder();
        string yaml = SweepFiles.Tiny.Replace("budget: 60, ", "", StringComparison.Ordinal) + "\nzip: {budget: [60, 2]}";
        SweepOutcome first = SweepRuns.Run(folder["sweep"], yaml);
        Assert.Equal((12, 12), (first.Progress.Done, first.Progress.Failed));
        TrialDocument failed = SweepRuns.Document(folder["sweep"], 1);
        Assert.Equal((TrialState.Failed, 1), (failed.State, failed.Run.Attempt));
        Assert.Contains("budget", failed.Problem, StringComparison.Ordinal);
        SweepRuns.Run(folder["alone"], SweepFiles.Tiny);
        Assert.Equal(SweepRuns.Results(folder["alone"]), SweepRuns.Results(folder["sweep"]).Where(line => !line.Contains("\"failed\"", StringComparison.Ordinal)));

        Assert.Equal(0, SweepRuns.Run(folder["sweep"], yaml, SweepRuns.Options with { RetryFailed = false }).Trained);
        Assert.Equal(12, SweepRuns.Run(folder["sweep"], yaml).Trained);
        Assert.Equal(2, ResultIndex.Read(new SweepFolder(folder["sweep"]).Results).FailuresOf(TrialListFile.Read(folder["sweep"]).Trials[1].Id));
    }

    [Fact]
    public void ADivergedTrialStopsAloneAndIsNotRetriedUnlessAsked()
    {
        using var folder = new TemporaryFolder();
        string yaml = SweepFiles.Tiny.Replace("[1e-3, 1e-4]", "[1e-3, 1e30]", StringComparison.Ordinal).Replace("[gan, rbm]", "[gan]", StringComparison.Ordinal);
        SweepOutcome outcome = SweepRuns.Run(folder["sweep"], yaml);

        // With a saturated discriminator a trial may survive even this rate.
        int count = outcome.Progress.Diverged;
        Assert.InRange(count, 1, 3);
        Assert.Equal((6 - count, 0), (outcome.Progress.Done, outcome.Progress.Failed));
        TrialDocument diverged = Enumerable.Range(3, 3).Select(trial => SweepRuns.Document(folder["sweep"], trial)).First(document => document.State == TrialState.Diverged);
        Assert.Equal(TrialState.Diverged, diverged.State);
        Assert.InRange(diverged.Steps, 0, 39);
        Assert.NotEmpty(diverged.Problem!);
        Assert.Null(diverged.Final);
        SweepRuns.Run(folder["good"], SweepFiles.Tiny);
        Assert.Equal(SweepRuns.Results(folder["good"])[..3], SweepRuns.Results(folder["sweep"])[..3]);
        Assert.Equal(0, SweepRuns.Run(folder["sweep"], yaml).Trained);
        Assert.Equal(count, SweepRuns.Run(folder["sweep"], yaml, SweepRuns.Options with { RetryDiverged = true }).Trained);
    }

    [Fact]
    public void AChangedSpecificationIsRefusedWithTheDifferenceAndExtendAdds()
    {
        using var folder = new TemporaryFolder();
        string small = SweepFiles.Tiny.Replace("0..2", "0..1", StringComparison.Ordinal);
        SweepRuns.Run(folder["sweep"], small);
        string[] before = SweepRuns.Results(folder["sweep"]);
        var error = Assert.Throws<UserErrorException>(() => SweepRuns.Run(folder["sweep"], SweepFiles.Tiny));
        Assert.Contains("seed was 0, 1, now 0, 1, 2 (4 trials are new, 0 are not in the specification any more)", error.Message, StringComparison.Ordinal);
        Assert.Contains("--extend", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, SweepRuns.Results(folder["sweep"]));

        Assert.Equal(4, SweepRuns.Run(folder["sweep"], SweepFiles.Tiny, SweepRuns.Options with { Extend = true }).Trained);
        Assert.Equal(before, SweepRuns.Results(folder["sweep"])[..8]);
        SweepRuns.Run(folder["fresh"], SweepFiles.Tiny);
        Assert.Equal(SweepRuns.Results(folder["fresh"]).Order(), SweepRuns.Results(folder["sweep"]).Order());

        // Words and order of the file do not matter as long as the trials are the same.
        Assert.Equal(0, SweepRuns.Run(folder["sweep"], "# the same\n" + SweepFiles.Tiny.Replace("1e-3", "0.001", StringComparison.Ordinal)).Trained);
    }

    [Fact]
    public void HalvingKeepsTheBetterShareOfEveryCohortHoweverItIsSharded()
    {
        using var folder = new TemporaryFolder();
        string yaml = SweepFiles.Tiny.Replace("0..2", "0..7", StringComparison.Ordinal) + "\nstop: {halving: {rungs: [20], keep: 0.25, cohort: 8}}";
        SweepRuns.Run(folder["whole"], yaml);
        TrialDocument[] documents = [.. Enumerable.Range(0, 32).Select(trial => SweepRuns.Document(folder["whole"], trial))];
        Assert.Equal(8, documents.Count(document => document.Steps == 40 && document.Stopped is null));
        Assert.Equal(24, documents.Count(document => document.Steps == 20 && document.Stopped == "halving"));

        // Within a cohort (eight GAN trials of one learning rate and the next) those that went on were the best at the rung.
        ResultIndex index = ResultIndex.Read(new SweepFolder(folder["whole"]).Results);
        TrialList list = TrialListFile.Read(folder["whole"]);
        foreach (IReadOnlyList<SweepTrial> cohort in EnsembleKeys.Group(list, list.Trials).SelectMany(group => EnsembleKeys.Cohorts(list, group)))
        {
            double[] kept = [.. cohort.Where(trial => index.Document(trial.Id).Stopped is null).Select(trial => index.Curve(trial.Id)[0].Values[0])];
            double[] stopped = [.. cohort.Where(trial => index.Document(trial.Id).Stopped is not null).Select(trial => index.Curve(trial.Id)[0].Values[0])];
            Assert.Equal(2, kept.Length);
            Assert.True(kept.Max() <= stopped.Min());
        }

        foreach (int shard in new[] { 2, 0, 1 })
            SweepRuns.Run(folder["parts"], yaml, SweepRuns.Options with { Shard = new Shard(shard, 3) });
        Assert.Equal(SweepRuns.Results(folder["whole"]), SweepRuns.Results(folder["parts"]));
    }

    [Fact]
    public void APlateauStopsATrial()
    {
        using var folder = new TemporaryFolder();
        SweepRuns.Run(folder["sweep"], SweepFiles.Tiny.Replace("1e-3, 1e-4", "1e-30, 1e-29", StringComparison.Ordinal).Replace("steps: 40", "steps: 400", StringComparison.Ordinal) + "\nstop: {plateau: {metric: kld, patience: 2}}");
        TrialDocument[] documents = [.. Enumerable.Range(0, 12).Select(trial => SweepRuns.Document(folder["sweep"], trial))];

        // A model that does not learn betters its noisy figure fewer than 20 times in a row.
        Assert.All(documents, document => Assert.Equal("plateau", document.Stopped));
        Assert.All(documents, document => Assert.InRange(document.Steps, 60, 380));
    }

    [Fact]
    public void TheSecondProcessSaysWhoHoldsTheFolder()
    {
        using var folder = new TemporaryFolder();
        UserErrorException? error = null;
        SweepRuns.Run(folder["sweep"], SweepFiles.Tiny, SweepRuns.Options, new Callback(() =>
            error ??= Assert.Throws<UserErrorException>(() => SweepRuns.Run(folder["sweep"], SweepFiles.Tiny))));
        Assert.Contains(FormattableString.Invariant($"is being worked on by process {Environment.ProcessId} on {Environment.MachineName}"), error!.Message, StringComparison.Ordinal);
        Assert.Contains("shard 0/1", error.Message, StringComparison.Ordinal);

        // Another division of the sweep overlaps with it, another shard of the same does not.
        var sweep = new SweepFolder(folder["sweep"]);
        using Lease one = Lease.Take(sweep, new Shard(0, 2), 6, steal: false, _ => { });
        using Lease other = Lease.Take(sweep, new Shard(1, 2), 6, steal: false, _ => { });
        Assert.Throws<UserErrorException>(() => Lease.Take(sweep, new Shard(2, 3), 4, steal: false, _ => { }));
        string? taken = null;
        using Lease stolen = Lease.Take(sweep, new Shard(1, 2), 6, steal: true, sentence => taken = sentence);
        Assert.Contains("taking over from", taken, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 5, LeaseState.Dead)]
    [InlineData(false, 5, LeaseState.Live)]
    [InlineData(false, 31, LeaseState.Stale)]
    public void AbandonedLeasesAreTakenOver(bool here, int age, LeaseState expected)
    {
        using var folder = new TemporaryFolder();
        var sweep = new SweepFolder(folder["sweep"]);
        sweep.Prepare();

        // A process id that no Linux or Windows system gives out.
        var owner = new LeaseDocument(LeaseDocument.CurrentSchema, "token", here ? Environment.MachineName : "elsewhere", int.MaxValue, DateTime.UtcNow, null, "0/1", DateTime.UtcNow, 5, 2, 3, null);
        string path = Path.Combine(sweep.Leases, "0of1.json");
        GenGpu.Storage.JsonFile.Write(path, owner);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(-age));
        Assert.Equal(expected, Lease.StateOf(owner, TimeSpan.FromSeconds(age)));
        if (expected == LeaseState.Live)
        {
            Assert.Contains("--steal", Assert.Throws<UserErrorException>(() => Lease.Take(sweep, Shard.Whole, 5, steal: false, _ => { })).Message, StringComparison.Ordinal);
            return;
        }

        string? note = null;
        using Lease lease = Lease.Take(sweep, Shard.Whole, 5, steal: false, sentence => note = sentence);
        Assert.Contains("taking over from process", note, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedLeaseHoldsNobodyUpForEver()
    {
        using var folder = new TemporaryFolder();
        var sweep = new SweepFolder(folder["sweep"]);
        sweep.Prepare();
        string path = Path.Combine(sweep.Leases, "0of1.json");
        File.WriteAllText(path, "{");
        Assert.Throws<UserErrorException>(() => Lease.Take(sweep, Shard.Whole, 5, steal: false, _ => { }));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(-31));
        string? note = null;
        using Lease lease = Lease.Take(sweep, Shard.Whole, 5, steal: false, sentence => note = sentence);
        Assert.Contains("which cannot be read", note, StringComparison.Ordinal);
    }

    [Fact]
    public void AFullDiskIsAClearSentenceAndNothingWrittenIsLost()
    {
        using var folder = new TemporaryFolder();
        var full = new IOException("No space left on device", 28);
        var error = Assert.Throws<UserErrorException>(() => SweepRuns.Run(folder["sweep"], SweepFiles.Tiny, steps: new FailingSteps(FailingSteps.Step.Write, full)));
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        ResultIndex index = ResultIndex.Read(new SweepFolder(folder["sweep"]).Results);
        Assert.Equal(0, index.Count);
        SweepRuns.Run(folder["sweep"], SweepFiles.Tiny);
        SweepRuns.Run(folder["whole"], SweepFiles.Tiny);
        Assert.Equal(SweepRuns.Results(folder["whole"]), SweepRuns.Results(folder["sweep"]));
        Assert.Equal(0, ResultIndex.Read(new SweepFolder(folder["sweep"]).Results).Repeated);
    }

    [TmpfsFact]
    public void AReadOnlyFolderIsAClearSentence()
    {
        using var folder = new TemporaryFolder();
        Assert.True(TmpfsFactAttribute.Run("mount", "-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", folder.FullName));
        try
        {
            string spec = Path.GetTempFileName();
            File.WriteAllText(spec, SweepFiles.Tiny);
            Cli.CliRun run = Cli.CliRun.Of("sweep", "run", spec, "-o", folder["sweep"]);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("read-only", run.Error, StringComparison.Ordinal);
            File.Delete(spec);
        }
        finally
        {
            TmpfsFactAttribute.Run("umount", folder.FullName);
        }
    }

    [Fact]
    public void ASweepIsNotContinuedOnAFileThatHasChanged()
    {
        using var folder = new TemporaryFolder();
        string points = folder["points.csv"];
        File.WriteAllLines(points, Enumerable.Range(0, 200).Select(point => $"{point % 7}.{point}"));
        string yaml = SweepFiles.Tiny.Replace("target: 1d-bimodal", $"target: 'file:{points}'", StringComparison.Ordinal).Replace("[gan, rbm]", "[gan]", StringComparison.Ordinal);
        Assert.Equal(6, SweepRuns.Run(folder["sweep"], yaml).Progress.Done);
        File.WriteAllLines(points, Enumerable.Range(0, 200).Select(point => $"{point % 7}.{point + 1}"));
        Assert.Contains("has changed since", Assert.Throws<UserErrorException>(() => SweepRuns.Run(folder["sweep"], yaml)).Message, StringComparison.Ordinal);
    }

    private sealed class Steps(Action<double> action) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value)
        {
            if (value.StepsPerSecond > 0)
                action(value.StepsPerSecond * value.Elapsed.TotalSeconds);
        }
    }

    private sealed class Callback(Action action) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => action();
    }
}
