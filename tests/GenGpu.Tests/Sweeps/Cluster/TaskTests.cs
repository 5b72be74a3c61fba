using System.Diagnostics;
using GenGpu.Cli;
using GenGpu.Sweeps.Execution;
using GenGpu.Tests.Cli;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>A run as a task of a cluster, without one.</summary>
public class TaskTests
{
    [Fact]
    public void ASimulatedPreemptionStopsWithACheckpointAndTheSameCommandGoesOn()
    {
        using var folder = new TemporaryFolder();
        string yaml = SweepFiles.Tiny.Replace("steps: 40", "steps: 4000", StringComparison.Ordinal).Replace("evaluate-every: 20", "evaluate-every: 1000", StringComparison.Ordinal);
        string spec = folder.Text("spec.yaml", yaml), sweep = folder["sweep"];
        string[] command = ["sweep", "run", spec, "-o", sweep, "--threads", "1", "--accelerator", "cpu"];
        CliRun stopped = CliRun.Of([.. command, "--simulate-preemption", "0"]);
        Assert.Equal(75, stopped.ExitCode);
        Assert.Equal("stopped", Assert.Single(Lease.All(new SweepFolder(sweep))).Owner!.End);
        Assert.Equal(0, CliRun.Of(command).ExitCode);
        SweepRuns.Run(folder["whole"], yaml);
        Assert.Equal(SweepRuns.Results(folder["whole"]), SweepRuns.Results(sweep));
    }

    // A cluster calls every other code a failure, and Kubernetes would try again.
    [Fact]
    public void ATaskThatHasDoneItsPartEndsWithZero()
    {
        using var folder = new TemporaryFolder();
        string spec = folder.Text("tiny.yaml", SweepFiles.Tiny.Replace("budget: 60, ", "", StringComparison.Ordinal) + "\nzip: {budget: [60, 2]}"), sweep = folder["sweep"];
        string[] command = ["sweep", "run", spec, "-o", sweep, "--threads", "1", "--accelerator", "cpu"];
        Assert.Equal(0, CliRun.Of([.. command, "--task"]).ExitCode);
        Assert.Equal(3, CliRun.Of("sweep", "status", sweep).ExitCode);
        Assert.Equal(4, CliRun.Of([.. command, "--retry", "none"]).ExitCode);
        Assert.Equal(0, CliRun.Of([.. command, "--retry", "none", "--task"]).ExitCode);
    }

    // Slurm's warning asks for another start; whoever ends the task, with scancel for example, does not want it back.
    [Theory]
    [InlineData("-USR1", true)]
    [InlineData("-TERM", false)]
    public void OnlyTheWarningAsksForAnotherStart(string signal, bool requeues)
    {
        using var folder = new TemporaryFolder();
        string spec = folder.Text("slow.yaml", SlurmReference.Slow.Replace("20000", "3000000", StringComparison.Ordinal)), sweep = folder["sweep"];
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[typeof(CommandLineApplication).Assembly.Location, "sweep", "run", spec, "-o", sweep, "--threads", "1", "--accelerator", "cpu", "--task", "--requeues", "3"])
            start.ArgumentList.Add(argument);

        // Also where the tests themselves run as a task of a cluster.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("SLURM_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        using var run = new RunningProcess(Process.Start(start)!);
        Assert.NotNull(run.Process.StandardError.ReadLine());
        Assert.True(TmpfsFactAttribute.Run("kill", signal, $"{run.Process.Id}"));
        string error = run.Process.StandardError.ReadToEnd();
        run.Process.WaitForExit();
        Assert.Equal(75, run.Process.ExitCode);
        Assert.Equal(requeues, error.Contains("this is no task of Slurm, so it is not requeued", StringComparison.Ordinal));
    }
}
