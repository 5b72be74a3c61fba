using GenGpu.Core;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Execution;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>What is said to Slurm, and what its answers come to; another program answers in its place.</summary>
public class SlurmSubmissionTests
{
    private readonly List<string> _asked = [];

    [Fact]
    public void ArraysComeFirstAndTheCollectorWaitsForAll()
    {
        using var folder = new TemporaryFolder();
        int job = 70;
        (ClusterRequest request, IReadOnlyList<SlurmScript> scripts) = Scripts(folder);
        SubmissionRecord record = new SlurmSubmission(Answer((program, _) => program == "sbatch" ? new CommandResult(0, FormattableString.Invariant($"{job++};cluster\n"), "") : null)).Submit(request, scripts);
        Assert.Equal([$"sbatch --parsable {folder["sweep"]}/slurm/shards-0.sh", $"sbatch --parsable {folder["sweep"]}/slurm/shards-2.sh", $"sbatch --dependency=afterany:70:71 --parsable {folder["sweep"]}/slurm/collect.sh"], _asked);
        Assert.All(scripts, script => Assert.Equal(script.Text, File.ReadAllText(script.Path)));
        SubmissionRecord read = SubmissionRecord.Read(request.Folder)!;
        Assert.Equal(record.Jobs, read.Jobs);
        Assert.Equal(["70_0", "70_1", "71_0", null], Enumerable.Range(0, 4).Select(read.TaskOf));
    }

    [Fact]
    public void ARefusalIsToldInSlurmsWordsAndNothingStaysInTheQueue()
    {
        using var folder = new TemporaryFolder();
        (ClusterRequest request, IReadOnlyList<SlurmScript> scripts) = Scripts(folder);
        CommandRunner run = Answer((program, arguments) => program switch
        {
            "sbatch" when arguments[^1].EndsWith("shards-0.sh", StringComparison.Ordinal) => new CommandResult(0, "5\n", ""),
            "sbatch" => new CommandResult(1, "", "sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed\n"),
            _ => new CommandResult(0, "", ""),
        });
        var error = Assert.Throws<UserErrorException>(() => new SlurmSubmission(run).Submit(request, scripts));
        Assert.Equal(1, error.ExitCode);
        Assert.Contains("shards-2.sh: sbatch: error: QOSMaxSubmitJobPerUserLimit sbatch: error: Batch job submission failed; job 5, which it had taken before, is cancelled again.", error.Message, StringComparison.Ordinal);
        Assert.Equal("scancel 5", _asked[^1]);
        Assert.Null(SubmissionRecord.Read(request.Folder));
    }

    [Fact]
    public void AMissingSlurmIsSaidWithExitCode5()
    {
        using var folder = new TemporaryFolder();
        (ClusterRequest request, IReadOnlyList<SlurmScript> scripts) = Scripts(folder);
        var error = Assert.Throws<UserErrorException>(() => new SlurmSubmission(Answer((_, _) => null)).Submit(request, scripts));
        Assert.Equal(5, error.ExitCode);
        Assert.Contains("sbatch is not on the PATH", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Submitted batch job 12\n")]
    [InlineData("-3\n")]
    public void AnAnswerThatIsNoJobNumberIsShown(string answer)
    {
        using var folder = new TemporaryFolder();
        (ClusterRequest request, IReadOnlyList<SlurmScript> scripts) = Scripts(folder);
        var error = Assert.Throws<UserErrorException>(() => new SlurmSubmission(Answer((_, _) => new CommandResult(0, answer, ""))).Submit(request, scripts));
        Assert.Contains($"said \"{answer.Trim()}\", which is no job number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASweepThatWaitsOrRunsIsNotSubmittedAgain()
    {
        using var folder = new TemporaryFolder();
        (ClusterRequest request, _) = Scripts(folder);
        new SubmissionRecord(SubmissionRecord.CurrentSchema, DateTime.UnixEpoch, 4, [new SubmittedArray("8", 0, [0, 1], "a"), new SubmittedArray("9", 2, [2], "b")], "10").Write(request.Folder);
        CommandRunner run = Answer((_, arguments) => arguments[2] == "8" ? new CommandResult(1, "", "slurm_load_jobs error: Invalid job id specified") : new CommandResult(0, arguments[2] == "9" ? "9_0\n" : "", ""));
        var error = Assert.Throws<UserErrorException>(() => new SlurmSubmission(run).CheckFree(request.Folder));
        Assert.Contains("scancel 9.", error.Message, StringComparison.Ordinal);
        var idle = new SlurmSubmission(Answer((_, _) => new CommandResult(0, "", "")));
        idle.CheckFree(request.Folder);

        // Nor one that somebody trains beside the cluster.
        request.Folder.Prepare();
        using (Lease.Take(request.Folder, GenGpu.Sweeps.Expansion.Shard.Whole, 12, steal: false, _ => { }))
            Assert.Contains($"is being worked on by process {Environment.ProcessId}", Assert.Throws<UserErrorException>(() => idle.CheckFree(request.Folder)).Message, StringComparison.Ordinal);
        idle.CheckFree(request.Folder);
    }

    [Theory]
    [InlineData("MaxArraySize            = 1001\nMaxJobCount = 7\n", 1001)]
    [InlineData("Foo = 1\nMaxArraySize = 8\n", 8)]
    [InlineData("Foo = 1\n", SlurmQueue.UsualMaxArraySize)]
    public void TheLimitOfArraysIsReadFromTheCluster(string configuration, int expected) =>
        Assert.Equal(expected, new SlurmSubmission(Answer((_, _) => new CommandResult(0, configuration, ""))).MaxArraySize);

    [Theory]
    [InlineData(null, 0, 3, 0, "no task of Slurm", "")]
    [InlineData("12_3", 0, 3, 0, "task 12_3 is requeued (start 2)", "scontrol requeue 12_3")]
    [InlineData("12_3", 2, 3, 0, "task 12_3 is requeued (start 4)", "scontrol requeue 12_3")]
    [InlineData("12_3", 3, 3, 0, "has been started again 3 times, which is the limit (--requeues 3)", "")]
    [InlineData("12_3", 0, 3, 1, "could not be requeued: no such job", "scontrol requeue 12_3")]
    public void ATaskAsksToBeStartedAgainAFewTimes(string? task, int before, int most, int answer, string expected, string asked)
    {
        bool agreed = new SlurmQueue(Answer((_, _) => new CommandResult(answer, "", answer == 0 ? "" : "no such job\n"))).Requeue(task, before, most, out string sentence);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.Equal(asked, string.Join(';', _asked));
        Assert.Equal(asked.Length > 0 && answer == 0, agreed);
    }

    private static (ClusterRequest Request, IReadOnlyList<SlurmScript> Scripts) Scripts(TemporaryFolder folder)
    {
        ClusterRequest request = SlurmScriptTests.Request([0, 1, 2], [], folder["sweep"]) with { Folder = new SweepFolder(folder["sweep"]) };
        return (request, SlurmScripts.Of(request, SlurmSettings.Default, 2));
    }

    private CommandRunner Answer(Func<string, IReadOnlyList<string>, CommandResult?> answer) => (program, arguments) =>
    {
        _asked.Add($"{program} {string.Join(' ', arguments)}");
        return answer(program, arguments);
    };
}
