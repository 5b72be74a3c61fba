using System.Text.Json;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>A sweep of two kinds of model on a real Slurm, with everything that happens there: the tables are always those of a run on one machine.</summary>
public sealed class SlurmTests(SlurmCluster cluster, SlurmReference reference) : IClassFixture<SlurmCluster>, IClassFixture<SlurmReference>, IDisposable
{
    // A path with a space goes through sbatch's own reading of its lines.
    private readonly TemporaryFolder _folder = new();

    private string Sweep => Path.Combine(_folder.FullName, "my runs", "tiny");

    [SlurmFact]
    public void AnArrayOfEightShardsGivesTheBytesOfALocalRun()
    {
        Submit(8);

        // What waits or runs is not submitted twice.
        (int code, string refused) = cluster.Gengpu("sweep", "submit", Spec(SlurmReference.Quick), "-o", Sweep, "--shards", "8");
        Assert.Equal(1, code);
        Assert.Contains("has been submitted already", refused, StringComparison.Ordinal);

        cluster.UntilEmpty();
        CheckTables(SlurmReference.Quick);
        JsonElement[] shards = Shards();
        Assert.Equal(8, shards.Length);
        Assert.All(shards, shard => Assert.Equal(("done", 0, 1), (shard.GetProperty("state").GetString(), shard.GetProperty("missing").GetInt32(), shard.GetProperty("starts").GetInt32())));
        Assert.All(shards, shard => Assert.Contains("(slurm-", shard.GetProperty("where")[0].GetString(), StringComparison.Ordinal));

        (code, string nothing) = cluster.Gengpu("sweep", "submit", Sweep, "--shards", "8");
        Assert.Equal((4, true), (code, nothing.Contains("nothing to submit", StringComparison.Ordinal)));
    }

    [SlurmFact]
    public void MoreShardsThanAnArrayMayHoldBecomeSeveralArrays()
    {
        string output = Submit(9);
        Assert.Contains("shards 0-7 of 9", output, StringComparison.Ordinal);
        Assert.Contains("shard 8 of 9", output, StringComparison.Ordinal);
        cluster.UntilEmpty();
        CheckTables(SlurmReference.Quick);
    }

    // Only tasks 1 and 3 of the array run; then the same command submits the shards that are missing.
    [SlurmFact]
    public void APartOfTheArrayIsCompletedByTheNextSubmission()
    {
        Submit(4, "--print");
        Assert.False(Directory.Exists(Sweep));
        cluster.Slurm("scontrol", "update", "PartitionName=main", "State=DOWN");
        try
        {
            Submit(4);
            string array = SubmissionRecord.Read(new SweepFolder(Sweep))!.Arrays.Single().Job;
            cluster.Slurm("scancel", $"{array}_0", $"{array}_2");
        }
        finally
        {
            cluster.Slurm("scontrol", "update", "PartitionName=main", "State=UP");
        }

        cluster.UntilEmpty();
        Assert.Equal(["never started", "done", "never started", "done"], Shards().Select(shard => Words(shard.GetProperty("state").GetString()!)));
        string again = Submit(4);
        Assert.Contains("shards 0,2 of 4", again, StringComparison.Ordinal);
        cluster.UntilEmpty();
        CheckTables(SlurmReference.Quick);
    }

    // One shard is killed, one is warned of the end of its time and asks to be started again; the submission after that goes on with the killed one.
    [SlurmFact]
    public void AKilledAndAPreemptedShardLoseNothing()
    {
        Submit(2, SlurmReference.Slow);
        LeaseDocument killed = cluster.UntilTaken(Sweep, 0), preempted = cluster.UntilTaken(Sweep, 1);
        cluster.Until(() => Directory.EnumerateFiles(Path.Combine(Sweep, "checkpoints"), "*.safetensors").Any(), "a checkpoint");
        using (var process = System.Diagnostics.Process.GetProcessById(killed.Process))
            process.Kill();
        cluster.Slurm("scancel", "--signal=USR1", "--batch", preempted.Job!["slurm-".Length..]);
        cluster.UntilEmpty();
        string logs = SlurmCluster.Logs(Sweep);
        Assert.True(logs.Contains("is requeued (start 2)", StringComparison.Ordinal), logs);
        JsonElement[] shards = Shards();
        Assert.Equal(("stale", "done", 2, 1), (shards[0].GetProperty("state").GetString(), shards[1].GetProperty("state").GetString(), shards[1].GetProperty("starts").GetInt32(), shards[1].GetProperty("restarts").GetInt32()));
        Submit(2, SlurmReference.Slow);
        cluster.UntilEmpty();
        Assert.Contains("no longer lives", SlurmCluster.Logs(Sweep), StringComparison.Ordinal);
        CheckTables(SlurmReference.Slow);
    }

    // Slurm starts the task on the other node, while the process on the lost one may still be dying.
    [SlurmFact]
    public void ALostNodeLosesNothing()
    {
        Submit(2, SlurmReference.Slow);
        cluster.UntilTaken(Sweep, 0);
        LeaseDocument owner = cluster.UntilTaken(Sweep, 1);
        string node = cluster.Slurm("squeue", "--noheader", "--jobs", owner.Job!["slurm-".Length..], "--format", "%N").Trim();
        cluster.Slurm("scontrol", "update", $"nodename={node}", "state=down", "reason=test");
        try
        {
            cluster.UntilEmpty();
        }
        finally
        {
            cluster.Slurm("scontrol", "update", $"nodename={node}", "state=resume");
        }

        Assert.Contains(Shards(), shard => shard.GetProperty("restarts").GetInt32() > 0);
        CheckTables(SlurmReference.Slow);
    }

    // What a user can try before she trusts it with a week of work.
    [SlurmFact]
    public void ASimulatedPreemptionRequeuesEveryTaskOnce()
    {
        Submit(2, SlurmReference.Slow, "--simulate-preemption", "0");
        cluster.UntilEmpty();
        Assert.All(Shards(), shard => Assert.Equal(("done", 2, 1), (shard.GetProperty("state").GetString(), shard.GetProperty("starts").GetInt32(), shard.GetProperty("restarts").GetInt32())));
        CheckTables(SlurmReference.Slow);
    }

    [SlurmFact]
    public void ARefusedSubmissionIsToldInSlurmsWords()
    {
        (int code, string output) = cluster.Gengpu("sweep", "submit", Spec(SlurmReference.Quick), "-o", Sweep, "--shards", "2", "--set", "slurm.partition=elsewhere");
        Assert.Equal(1, code);
        Assert.Contains("invalid partition specified: elsewhere", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Sweep, "slurm", "submission.json")));
    }

    public void Dispose()
    {
        if (cluster.Problem is null)
        {
            // After a failure the next test begins with an empty queue.
            cluster.Slurm("scancel", "--user=root");
            cluster.UntilEmpty();
        }

        _folder.Dispose();
    }

    private static string Words(string state) => state == "neverStarted" ? "never started" : state;

    private string Spec(string yaml) => _folder.Text("spec.yaml", yaml);

    private string Submit(int shards, params string[] options)
    {
        Assert.True(cluster.Problem is null, cluster.Problem);
        string yaml = options.FirstOrDefault(option => option.StartsWith("schema:", StringComparison.Ordinal)) ?? SlurmReference.Quick;
        (int code, string output) = cluster.Gengpu(["sweep", "submit", Spec(yaml), "-o", Sweep, "--shards", FormattableString.Invariant($"{shards}"), "--checkpoint-seconds", "0.2", .. options.Where(option => option != yaml)]);
        Assert.True(code == 0, output);
        return output;
    }

    private JsonElement[] Shards()
    {
        (int code, string output) = cluster.Gengpu("sweep", "status", Sweep, "--json");
        Assert.True(code == 0, output);
        return [.. JsonDocument.Parse(output).RootElement.GetProperty("status").GetProperty("shards").EnumerateArray()];
    }

    // The collecting job has made them; collecting once more changes nothing.
    private void CheckTables(string yaml)
    {
        foreach (bool again in new[] { false, true })
        {
            if (again)
                Assert.Equal(0, cluster.Gengpu("sweep", "collect", Sweep).ExitCode);
            foreach ((string name, string expected) in reference.TablesOf(yaml))
            {
                string path = Path.Combine(Sweep, "collected", name);
                Assert.True(File.Exists(path) && File.ReadAllText(path) == expected, $"{name} differs: {SlurmCluster.Logs(Sweep)}");
            }
        }

        Assert.Equal(0, ResultIndex.Read(new SweepFolder(Sweep).Results).Damage.DamagedRecords);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Sweep, "checkpoints"), "*.safetensors"));
        Assert.Equal(reference.ResultsOf(yaml), SweepRuns.Results(Sweep));
        Assert.NotEmpty(TrialListFile.Read(Sweep).Trials);
    }
}
