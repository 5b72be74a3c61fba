using System.Diagnostics;
using GenGpu.Core;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Tests.Cli;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>The batch scripts.</summary>
public class SlurmScriptTests
{
    private static readonly TrialList List = SweepFiles.Expand(SweepFiles.Tiny).List;

    [Fact]
    public void TheScriptIsWhatAPersonWouldWrite()
    {
        var settings = new SlurmSettings { Partition = "gpu", Account = "phys", Time = "02:00:00", Memory = "16G", CpusPerTask = 4, Gpus = "h200:1", Concurrency = 3, Modules = ["dotnet/10.0"], Extra = ["--exclude=node7"], Setup = ["export A='b c'"] };
        SlurmScript[] scripts = [.. SlurmScripts.Of(Request([0, 1, 3], ["--threads", "4"], "/data/my runs/one"), settings, 1001)];
        string text = string.Join('\n', scripts[0].Text.Split('\n').Where(line => !line.StartsWith("# ", StringComparison.Ordinal)));
        Assert.Equal("""
            #!/bin/bash -l
            #SBATCH --job-name=gengpu-tiny
            #SBATCH --array=0-1,3%3
            #SBATCH --partition=gpu
            #SBATCH --account=phys
            #SBATCH --time=02:00:00
            #SBATCH --mem=16G
            #SBATCH --cpus-per-task=4
            #SBATCH --gres=gpu:h200:1
            #SBATCH --requeue
            #SBATCH --signal=B:USR1@120
            #SBATCH --open-mode=append
            #SBATCH --chdir="/home/her work"
            #SBATCH --output="/data/my runs/one/slurm/%A_%a.log"
            #SBATCH --exclude=node7

            module load dotnet/10.0 || exit 1
            set -e
            export A='b c'
            exec /opt/gengpu sweep run '/data/my runs/one' --shard "$SLURM_ARRAY_TASK_ID/4" --threads 4 --task --requeues 3

            """, text);
        Assert.Contains("exec /opt/gengpu sweep collect '/data/my runs/one'\n", scripts[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("--array", scripts[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("--gres", scripts[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(1001)]
    public void ArraysHoldEveryWantedShardOnceAndStayBelowTheLimit(int limit)
    {
        int[] wanted = [.. Enumerable.Range(0, 43).Where(shard => shard % 5 != 3)];
        SlurmScript[] scripts = [.. SlurmScripts.Of(Request(wanted, [], "/data/one", 43), SlurmSettings.Default, limit).Where(script => script.Offset >= 0)];
        Assert.Equal(wanted, scripts.SelectMany(script => script.Shards));
        Assert.Equal(scripts.Length, scripts.Select(script => script.Path).Distinct().Count());
        foreach (SlurmScript script in scripts)
        {
            // What the shell computes from every index of the array.
            string array = script.Text.Split('\n').Single(line => line.StartsWith("#SBATCH --array=", StringComparison.Ordinal))["#SBATCH --array=".Length..];
            int[] indices = [.. array.Split(',').SelectMany(part => part.Split('-') is [var first, var last] ? Enumerable.Range(int.Parse(first), int.Parse(last) - int.Parse(first) + 1) : [int.Parse(part)])];
            Assert.All(indices, index => Assert.InRange(index, 0, limit - 1));
            string word = script.Text.Split("--shard ")[1].Split(' ', 2)[0] is "\"$SLURM_ARRAY_TASK_ID/43\"" ? "$SLURM_ARRAY_TASK_ID" : script.Text.Split("--shard \"")[1].Split("/43")[0];
            string[] shards = Bash($"for SLURM_ARRAY_TASK_ID in {string.Join(' ', indices)}; do echo {word}; done").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(script.Shards.Select(shard => FormattableString.Invariant($"{shard}")), shards);
        }
    }

    [Theory]
    [InlineData("/data/a%b")]
    [InlineData("/data/a\"b")]
    [InlineData("/data/a\\b")]
    [InlineData("/data/a#b")]
    public void PathsThatABatchScriptCannotHoldAreRefused(string path)
    {
        var error = Assert.Throws<UserErrorException>(() => SlurmScripts.Of(Request([0], [], path), SlurmSettings.Default, 10));
        Assert.Equal(2, error.ExitCode);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PrintingWritesNothingAndNeedsNoCluster()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of("sweep", "submit", folder.Text("tiny.yaml", SweepFiles.Tiny + "\nslurm: {gpus: 1}"), "-o", folder["sweep"], "--shards", "5", "--max-array-size", "2", "--print", "--simulate-preemption", "1.5");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["tiny.yaml"], Directory.EnumerateFileSystemEntries(folder.FullName).Select(Path.GetFileName));
        Assert.Equal(3, run.Output.Split("#SBATCH --array=").Length - 1);
        Assert.Contains("--accelerator cuda --threads 1 --simulate-preemption 1.5 --task --requeues 3\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("sbatch --dependency=afterany:JOB1:JOB2:JOB3 --parsable", run.Output, StringComparison.Ordinal);
        foreach (string script in run.Output.Split("==> ")[1..^1])
            Assert.Equal("", Bash(script[(script.IndexOf("<==", StringComparison.Ordinal) + 3)..], "-n"));
    }

    [Theory]
    [InlineData("--shards 0", "--shards must be 1 to 10000, not 0")]
    [InlineData("--shards 2 --engine sulrm", "did you mean 'slurm'?")]
    [InlineData("--shards 2 --gpus-per-shard many", "for example 1 or h200:1")]
    [InlineData("--shards 2 --engine kubernetes", "kubernetes: {image:")]
    [InlineData("", "gengpu sweep submit needs --shards")]
    public void MistakesAreExplained(string options, string expected)
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of(["sweep", "submit", folder.Text("tiny.yaml", SweepFiles.Tiny), "-o", folder["sweep"], "--print", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 4 }, "4")]
    [InlineData(new[] { 0, 1, 2, 5, 7, 8 }, "0-2,5,7-8")]
    public void RangesAreShort(int[] numbers, string expected) => Assert.Equal(expected, ShardSelection.Ranges(numbers));

    internal static ClusterRequest Request(IReadOnlyList<int> wanted, IReadOnlyList<string> arguments, string folder, int shards = 4) =>
        new(new SweepFolder(folder), List, shards, wanted, ["/opt/gengpu"], arguments, "/home/her work");

    private static string Bash(string script, string option = "-e")
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(option);
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
