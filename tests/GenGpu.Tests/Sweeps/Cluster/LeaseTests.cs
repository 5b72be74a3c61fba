using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Tests.Cli;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>Many processes that start at once.</summary>
public class LeaseTests
{
    // Without the gate several would find the dead owner, and each would replace the other's lease.
    [Fact]
    public async Task OfManyThatFindADeadOwnerOneTakesOver()
    {
        for (int round = 0; round < 5; round++)
        {
            using var folder = new TemporaryFolder();
            var sweep = new SweepFolder(folder["sweep"]);
            sweep.Prepare();
            JsonFile.Write(Path.Combine(sweep.Leases, "0of1.json"), new LeaseDocument(LeaseDocument.CurrentSchema, "token", Environment.MachineName, int.MaxValue, DateTime.UtcNow, null, "0/1", DateTime.UtcNow, 5, 2, 3, null));
            using var start = new Barrier(8);
            Lease?[] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() =>
            {
                start.SignalAndWait();
                try
                {
                    using FolderGate gate = FolderGate.Enter(sweep, TimeSpan.FromMinutes(1));
                    return Lease.Take(sweep, Shard.Whole, 5, steal: false, _ => { });
                }
                catch (UserErrorException error)
                {
                    Assert.Contains("is being worked on by process", error.Message, StringComparison.Ordinal);
                    return null;
                }
            }, TaskCreationOptions.LongRunning)));
            Lease one = Assert.Single(taken.OfType<Lease>());
            Assert.Equal(2, one.Starts);
            one.Dispose();
        }
    }

    // Two specifications for one folder at the same moment: one list is kept, and the other process is told.
    [Fact]
    public async Task OfTwoSpecificationsForOneFolderOneIsFrozen()
    {
        for (int round = 0; round < 3; round++)
        {
            using var folder = new TemporaryFolder();
            var sweep = new SweepFolder(folder["sweep"]);
            sweep.Prepare();
            SweepPlan[] plans = [.. new[] { "0..2", "0..1" }.Select(seeds => SweepFiles.Expand(SweepFiles.Tiny.Replace("0..2", seeds, StringComparison.Ordinal)))];
            using var start = new Barrier(2);
            TrialList?[] kept = await Task.WhenAll(plans.Select(plan => Task.Factory.StartNew(() =>
            {
                start.SignalAndWait();
                try
                {
                    using FolderGate gate = FolderGate.Enter(sweep, TimeSpan.FromMinutes(1));
                    return SweepFreeze.Keep(sweep, plan, extend: false, _ => { });
                }
                catch (UserErrorException error)
                {
                    Assert.Contains("holds another sweep", error.Message, StringComparison.Ordinal);
                    return null;
                }
            }, TaskCreationOptions.LongRunning)));
            TrialList one = Assert.Single(kept.OfType<TrialList>());
            Assert.Equal(one.Trials.Select(trial => trial.Id), TrialListFile.Read(sweep.Path).Trials.Select(trial => trial.Id));
        }
    }

    [Fact]
    public void AGateThatSomebodyKeepsIsPassedInTheEnd()
    {
        using var folder = new TemporaryFolder();
        var sweep = new SweepFolder(folder["sweep"]);
        sweep.Prepare();
        using FolderGate first = FolderGate.Enter(sweep, TimeSpan.FromMinutes(1));
        using FolderGate second = FolderGate.Enter(sweep, TimeSpan.Zero);
        Assert.NotNull(second);
    }

    // In an allocation of several hours a user may start a sweep twice: the second process has the first one's job, and is none of its restarts.
    [Theory]
    [InlineData("slurm-7", "here", 0, false)]
    [InlineData("slurm-7", "here", 1, true)]
    [InlineData("slurm-7", "there", 0, true)]
    [InlineData("slurm-8", "here", 1, false)]
    [InlineData(null, "there", 1, false)]
    public void AProcessBesideAnotherInOneJobIsNoRequeue(string? job, string host, int restarts, bool isRequeue)
    {
        var owner = new LeaseDocument(LeaseDocument.CurrentSchema, "token", "here", 1, DateTime.UtcNow, "slurm-7", "0/1", DateTime.UtcNow, 5, 2, 3, null);
        Assert.Equal(isRequeue, Lease.IsRequeueOf(owner, owner with { Job = job, Host = host, Restarts = restarts }));
    }

    [Theory]
    [InlineData("\"shard\": \"0/1\"", "\"shard\": \"nonsense\"")]
    [InlineData("\"shard\": \"0/1\"", "\"shard\": \"3/64\"")]
    [InlineData("\"shard\": \"0/1\"", "\"shard\": null")]
    [InlineData("{", "[")]
    public void StatusNamesADamagedLease(string text, string damage)
    {
        using var folder = new TemporaryFolder();
        SweepRuns.Run(folder["sweep"], SweepFiles.Tiny);
        string path = Path.Combine(folder["sweep"], "leases", "0of1.json"), content = File.ReadAllText(path);
        Assert.Contains(text, content, StringComparison.Ordinal);
        Assert.DoesNotContain("is damaged", CliRun.Of("sweep", "status", folder["sweep"]).Output, StringComparison.Ordinal);
        File.WriteAllText(path, content.Replace(text, damage, StringComparison.Ordinal));
        CliRun run = CliRun.Of("sweep", "status", folder["sweep"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("12 of 12 trials have ended", run.Output, StringComparison.Ordinal);
        Assert.Contains($"the lease file {path} is damaged", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ALeaseSaysHowItEnded()
    {
        using var folder = new TemporaryFolder();
        var full = new IOException("No space left on device", 28);
        Assert.Throws<UserErrorException>(() => SweepRuns.Run(folder["sweep"], SweepFiles.Tiny, steps: new FailingSteps(FailingSteps.Step.Write, full)));
        LeaseDocument owner = Assert.Single(Lease.All(new SweepFolder(folder["sweep"]))).Owner!;
        Assert.Contains("the disk is full", owner.End, StringComparison.Ordinal);
        SweepRuns.Run(folder["sweep"], SweepFiles.Tiny);
        owner = Assert.Single(Lease.All(new SweepFolder(folder["sweep"]))).Owner!;
        Assert.Equal(("complete", 2, 12), (owner.End, owner.Starts, owner.Ended));
    }
}
