using GenGpu.Sweeps.Cluster;
using GenGpu.Tests.Cli;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>The sections slurm and kubernetes of a specification.</summary>
public class ClusterSpecTests
{
    private const string Head = "schema: gengpu/sweep/1\nbase: {model: gan}\n";

    [Theory]
    [InlineData("slurm: {partiton: gpu}", "line 3, column 9", "did you mean 'partition'?")]
    [InlineData("slurm:\n  mem: 4G", "line 4, column 3", "slurm has no key 'mem'")]
    [InlineData("slurm: {partition: 'gpu --uid=0'}", "line 3, column 20", "one word without spaces")]
    [InlineData("slurm: {account: \"a\\n#SBATCH --uid=0\"}", "line 3, column 18", "one word without spaces")]
    [InlineData("slurm: {account: 'a#b'}", "line 3, column 18", "one word without spaces")]
    [InlineData("slurm: {account: [a, b]}", "line 3, column 18", "is a single value, not a list")]
    [InlineData("slurm: {time: two hours}", "line 3, column 15", "hours:minutes:seconds")]
    [InlineData("slurm: {time: 02:00}", "line 3, column 15", "too short")]
    [InlineData("slurm: {memory: 16 GB}", "line 3, column 17", "for example 16G")]
    [InlineData("slurm: {memory: 016G}", "line 3, column 17", "for example 16G")]
    [InlineData("slurm: {cpus-per-task: 0}", "line 3, column 24", "from 1 to")]
    [InlineData("slurm: {cpus-per-task: 1.5}", "line 3, column 24", "a whole number")]
    [InlineData("slurm: {gpus: none}", "line 3, column 15", "h200:1")]
    [InlineData("slurm: {modules: [gcc, \"x; rm -rf y\"]}", "line 3, column 24", "names of modules")]
    [InlineData("slurm: {extra: 'exclude=node7'}", "line 3, column 16", "--exclude=node7, without #SBATCH")]
    [InlineData("slurm: {extra: ['--exclude=node7', '--array=1-3']}", "line 3, column 36", "--array is set by gengpu itself")]
    [InlineData("slurm: {extra: '--arr=1-3'}", "line 3, column 16", "--arr, read as --array, is set by gengpu itself")]
    [InlineData("slurm: {extra: '--arra 1-3'}", "line 3, column 16", "--arra, read as --array, is set by gengpu itself")]
    [InlineData("slurm: {extra: '--out=here'}", "line 3, column 16", "--out, read as --output, is set by gengpu itself")]
    [InlineData("slurm: {extra: '-a 1-3'}", "line 3, column 16", "-a is set by gengpu itself")]
    [InlineData("slurm: {extra: '-a1-3'}", "line 3, column 16", "-a1-3, read as -a, is set by gengpu itself")]
    [InlineData("slurm: {extra: '-Qa1-3'}", "line 3, column 16", "-Qa1-3, read as -a, is set by gengpu itself")]
    [InlineData("slurm: {extra: '-'}", "line 3, column 16", "is no option of sbatch")]
    [InlineData("slurm: {extra: '--'}", "line 3, column 16", "is no option of sbatch")]
    [InlineData("slurm: {extra: '-o here'}", "line 3, column 16", "-o is set by gengpu itself")]
    [InlineData("slurm: {extra: \"--exclude=node7\\nrm -rf y\"}", "line 3, column 16", "one line of text")]
    [InlineData("slurm: {setup: \"a\\nb\"}", "line 3, column 16", "several lines are a list")]
    [InlineData("kubernetes: {imag: a}", "line 3, column 14", "did you mean 'image'?")]
    [InlineData("kubernetes: {claim: My_Claim}", "line 3, column 21", "small letters")]
    [InlineData("kubernetes: {namespace: a.b}", "line 3, column 25", "a namespace")]
    [InlineData("kubernetes: {memory: 4GB}", "line 3, column 22", "for example 4Gi")]
    [InlineData("kubernetes: {mount: runs}", "line 3, column 21", "an absolute path")]
    public void MistakesAreNamedWithTheirPlace(string yaml, string where, string what)
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of("sweep", "submit", folder.Text("spec.yaml", Head + yaml), "--shards", "2", "--print");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(where, run.Error, StringComparison.Ordinal);
        Assert.Contains(what, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("90")]
    [InlineData("5:00")]
    [InlineData("02:00:00")]
    [InlineData("1-0")]
    [InlineData("1-12:30")]
    [InlineData("2-00:00:01")]
    public void TimesAreWrittenAsSlurmTakesThem(string time) => Assert.Equal(time, SweepFiles.Expand($"{Head}slurm: {{time: {time}}}").Spec.Slurm.Time);

    [Fact]
    public void ValuesKeepTheirWordsAndSetReachesThem()
    {
        SlurmSettings slurm = SweepFiles.Expand(Head + "slurm: {partition: gpu, time: 02:00:00, memory: 16G, gpus: h200:2, modules: dotnet/10.0, extra: [--exclude=node7, -C amd, -s, --acctg-freq=30], concurrency: 8}", "slurm.partition=cpu", "slurm.cpus-per-task=4").Spec.Slurm;
        Assert.Equal(("cpu", "02:00:00", "16G", "h200:2", 4, 8, 3), (slurm.Partition, slurm.Time, slurm.Memory, slurm.Gpus, slurm.CpusPerTask, slurm.Concurrency, slurm.Requeues));
        Assert.Equal(["dotnet/10.0"], slurm.Modules);
        Assert.Equal(["--exclude=node7", "-C amd", "-s", "--acctg-freq=30"], slurm.Extra);
    }

    [Fact]
    public void ClustersAreNoPartOfATrialsIdentity() => Assert.Equal(SweepFiles.Ids(Head), SweepFiles.Ids(Head + "slurm: {partition: gpu}\nkubernetes: {image: a, claim: b}"));

    [Fact]
    public void TheFolderKeepsTheSpecificationWithWhatSetHasPutIn()
    {
        using var folder = new TemporaryFolder();
        string spec = folder.Text("spec.yaml", Head + "name: \"a: 'b'\"\ngrid: {learningRate: [1e-3, 1e-4]}\nslurm: {setup: ['echo \"x: y\" # z']}"), sweep = folder["sweep"];
        Assert.Equal(0, CliRun.Of("sweep", "submit", spec, "-o", sweep, "--shards", "2", "--set", "steps=30,learningRate=1e-2,1e-3,slurm.partition=gpu,kubernetes.image=a,kubernetes.claim=b", "--engine", "kubernetes").ExitCode);
        string kept = File.ReadAllText(Path.Combine(sweep, "sweep.yaml"));
        Assert.StartsWith("# spec.yaml with --set steps=30,", kept, StringComparison.Ordinal);
        GenGpu.Sweeps.Expansion.SweepPlan plan = SweepFiles.Expand(kept);
        Assert.Equal(GenGpu.Sweeps.Expansion.TrialListFile.Read(sweep).Trials.Select(trial => trial.Id), plan.List.Trials.Select(trial => trial.Id));
        Assert.Equal(("a: 'b'", "gpu", "echo \"x: y\" # z"), (plan.Spec.Name, plan.Spec.Slurm.Partition, plan.Spec.Slurm.Setup[0]));

        // From the folder alone, with what it says of the cluster.
        Assert.Contains("#SBATCH --partition=gpu\n", CliRun.Of("sweep", "submit", sweep, "--shards", "2", "--print").Output, StringComparison.Ordinal);
    }
}
