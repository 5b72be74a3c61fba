using GenGpu.Core;
using GenGpu.Sweeps.Cluster;
using GenGpu.Tests.Cli;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>The manifest of an Indexed Job.</summary>
public class KubernetesTests
{
    private static readonly KubernetesSettings Least = new() { Image = "registry.example.org/gengpu:0.1", Claim = "runs" };

    [Fact]
    public void TheManifestKeepsTheRulesOfAJob()
    {
        foreach (int shards in new[] { 1, 8, 10_000 })
        {
            string plain = Manifest(Least, shards);
            Assert.Empty(JobManifestRules.Check(plain));
            Assert.Contains(FormattableString.Invariant($"$(JOB_COMPLETION_INDEX)/{shards}"), plain, StringComparison.Ordinal);
            Assert.DoesNotContain("nvidia.com", plain, StringComparison.Ordinal);
            string full = Manifest(Least with { Namespace = "physics", Mount = "/runs", Cpu = 4, Memory = "1.5Gi", Gpus = 2, Parallelism = 16, Retries = 0, Command = ["dotnet", "/app \"x\"/gengpu.dll"] }, shards);
            Assert.Empty(JobManifestRules.Check(full));
            Assert.Contains("nvidia.com/gpu: \"2\"", full, StringComparison.Ordinal);
            Assert.Contains("\"/runs/one\"", full, StringComparison.Ordinal);
        }
    }

    // Each of these mistakes must be seen, or the test above would say nothing.
    [Theory]
    [InlineData("  completions: 8\n", "", "requires completions")]
    [InlineData("completionMode: Indexed", "completionMode: NonIndexed", "backoffLimitPerIndex requires Indexed")]
    [InlineData("completionMode: Indexed", "completionMode: indexed", "Indexed or NonIndexed")]
    [InlineData("restartPolicy: Never", "restartPolicy: OnFailure", "podFailurePolicy requires restartPolicy Never")]
    [InlineData("  backoffLimitPerIndex: 6\n", "  maxFailedIndexes: 1\n", "maxFailedIndexes requires")]
    [InlineData("name: \"gengpu-tiny\"", "name: \"Gengpu_tiny\"", "RFC 1123")]
    [InlineData("values: [75]", "values: [75, 2]", "in order")]
    [InlineData("values: [75]", "values: [0]", "0 cannot be used")]
    [InlineData("status: \"True\"", "status: True", "a text")]
    [InlineData("action: FailJob", "action: Fail", "is an action")]
    [InlineData("containerName: gengpu", "containerName: gengp", "one of the containers")]
    [InlineData("memory: \"2Gi\"", "memory: \"2GiB\"", "is a quantity")]
    [InlineData("claimName: \"runs\"", "claimName: \"my_runs\"", "RFC 1123 subdomain")]
    [InlineData("image: ", "imge: ", "has no field imge")]
    [InlineData("parallelism: 8", "parallelism: \"8\"", "parallelism is a whole number")]
    public void TheRulesSeeAMistake(string was, string becomes, string expected)
    {
        string manifest = Manifest(Least, 8);
        Assert.Contains(was, manifest, StringComparison.Ordinal);
        Assert.Contains(JobManifestRules.Check(manifest.Replace(was, becomes, StringComparison.Ordinal)), fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rates", 64, "gengpu-rates")]
    [InlineData("Raten & Größen_", 64, "gengpu-raten---gr--en")]
    [InlineData("a-very-long-name-of-a-sweep-that-goes-on-and-on-and-on-and-on-and-on", 10_000, "gengpu-a-very-long-name-of-a-sweep-that-goes-on-and-on-and")]
    public void NamesAreLabels(string sweep, int shards, string expected) => Assert.Equal(expected, KubernetesManifest.NameOf(sweep, shards));

    [Fact]
    public void ImageAndClaimMustBeNamed()
    {
        var error = Assert.Throws<UserErrorException>(() => Manifest(KubernetesSettings.Default, 2));
        Assert.Equal(2, error.ExitCode);
        Assert.Contains("kubernetes: {image: ", error.Message, StringComparison.Ordinal);
    }

    // A pod does not know that it is a replacement, and pods that end with a checkpoint are replaced for ever.
    [Fact]
    public void PodsDoNotPreemptThemselves()
    {
        using var folder = new TemporaryFolder();
        string spec = folder.Text("tiny.yaml", SweepFiles.Tiny + "\nkubernetes: {image: gengpu, claim: runs}");
        CliRun print = CliRun.Of("sweep", "submit", spec, "-o", folder["sweep"], "--shards", "3", "--engine", "kubernetes", "--print", "--simulate-preemption", "0");
        Assert.Equal(2, print.ExitCode);
        Assert.Contains("--simulate-preemption needs --engine slurm", print.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void PrintingGivesTheManifestAloneAndWritingPutsTheListBesideIt()
    {
        using var folder = new TemporaryFolder();
        string spec = folder.Text("tiny.yaml", SweepFiles.Tiny + "\nkubernetes: {image: gengpu, claim: runs}");
        CliRun print = CliRun.Of("sweep", "submit", spec, "-o", folder["sweep"], "--shards", "3", "--engine", "kubernetes", "--print", "--gpus-per-shard", "1");
        Assert.True(print.ExitCode == 0, print.Error);
        Assert.Empty(JobManifestRules.Check(print.Output));
        Assert.False(Directory.Exists(folder["sweep"]));

        CliRun write = CliRun.Of("sweep", "submit", spec, "-o", folder["sweep"], "--shards", "3", "--engine", "kubernetes", "--gpus-per-shard", "1");
        Assert.Equal(print.Output, File.ReadAllText(write.Output.Trim()));
        Assert.True(File.Exists(Path.Combine(folder["sweep"], "trials.jsonl")));

        // A specification that does not fit the list is refused at once, not by every pod.
        CliRun other = CliRun.Of("sweep", "submit", spec, "-o", folder["sweep"], "--shards", "3", "--print", "--set", "steps=50");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("steps was 40, now 50", other.Error, StringComparison.Ordinal);
    }

    private static string Manifest(KubernetesSettings settings, int shards) => KubernetesManifest.Of(SlurmScriptTests.Request([], ["--threads", "1"], "/data/one", shards), settings);
}
