using System.Text.Json;
using GenGpu.Models.Families;
using GenGpu.Storage;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Cli;

public class VerbTests
{
    [Fact]
    public void CompareLeavesTheWholeFolderAndSampleAndEvaluateUseIt()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of(CliRun.Tiny("compare", folder["out"], "--seeds", "2"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.Contains("GAN", run.Output, StringComparison.Ordinal);
        Assert.Contains("floor", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        foreach (string name in new[] { "summary.csv", "summary.json", "metrics.csv", "checkpoint.safetensors", "samples_gan.npy", "samples_vae.npy", "samples_rbm.npy", "metrics_comparison.csv", "metrics_comparison.gp", "classical_benchmark_comparison_hist.gp", "weights/gan_seed42.safetensors", "weights/rbm_seed43_best.safetensors" })
            Assert.True(File.Exists(Path.Combine(folder["out"], name)), name);

        CliRun several = CliRun.Of("sample", folder["out"], "--count", "5", "-o", folder["s.csv"]);
        Assert.Equal(2, several.ExitCode);
        Assert.Contains("choose one with --model", several.Error, StringComparison.Ordinal);
        CliRun sample = CliRun.Of("sample", folder["out"], "--model", "vae", "--seed", "43", "--count", "1234", "-o", folder["s.npy"], "--json");
        Assert.True(sample.ExitCode == 0, sample.Error);
        Assert.Equal(1234, JsonDocument.Parse(sample.Output).RootElement.GetProperty("count").GetInt32());
        PointSet points = PointsFile.Read(folder["s.npy"]);
        Assert.Equal((1, 1234), (points.Dimensions, points.Count));
        CliRun.Of("sample", folder["out"], "--model", "vae", "--seed", "43", "--count", "2000", "-o", folder["longer.npy"], "--threads", "1");
        Assert.Equal(points.Values, PointsFile.Read(folder["longer.npy"]).Values[..1234]);
        CliRun best = CliRun.Of("sample", folder["out"], "--model", "vae", "--best", "--count", "10", "-o", folder["b.csv"], "-q");
        Assert.True(best.ExitCode == 0, best.Error);
        Assert.Equal("", best.Output + best.Error);
        Assert.Equal(2, CliRun.Of("sample", folder["out"], "--model", "vae", "--seed", "99", "-o", folder["b.csv"]).ExitCode);
        Assert.Equal(2, CliRun.Of("sample", folder["out"], "--model", "vae", "--count", "0", "-o", folder["b.csv"]).ExitCode);

        // Fresh samples, so other figures than the run's own, and others again with another seed.
        JsonElement own = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["out"], "summary.json"))).RootElement;
        JsonElement again = Evaluate(folder["out"], "1");
        Assert.Equal(JsonValueKind.Null, own.GetProperty("sampleSeed").ValueKind);
        Assert.Equal(1, again.GetProperty("sampleSeed").GetInt32());
        Assert.Equal(Kld(again), Kld(Evaluate(folder["out"], "1")));
        Assert.Equal(3, new[] { Kld(own), Kld(again), Kld(Evaluate(folder["out"], "2")) }.Distinct().Count());
        Assert.Contains("sample seed 1", again.GetProperty("notes").ToString(), StringComparison.Ordinal);
        foreach (JsonElement document in new[] { own, again })
            Assert.Equal("finished", document.GetProperty("models")[0].GetProperty("seeds")[0].GetProperty("state").GetString());
    }

    [Fact]
    public void AdversariesAndModesHaveTheirTables()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of(
            "compare", "--models", "gan,wgan,wgan-gp", "--target", "ring-8", "--bins", "0", "--budget", "300", "--steps", "40", "--batch-size", "16", "--final-samples", "200", "--snapshot-percent", "0", "--set", "noiseScale=0", "-o", folder["out"]);
        Assert.True(run.ExitCode == 0, run.Error);
        foreach (string text in new[] { "WGAN-GP", "perfect model", "reverse KL", "critic's W1", "sliced W1", "D's JS", "WARNING: GAN with seed" })
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        JsonElement evaluate = Evaluate(folder["out"], "1");
        Assert.True(evaluate.GetProperty("models")[0].GetProperty("seeds")[0].GetProperty("missingModes").GetArrayLength() > 0);
        Assert.True(evaluate.GetProperty("models")[2].GetProperty("final").GetProperty("metrics").TryGetProperty("wassersteinEstimate", out _));
    }

    private static JsonElement Evaluate(string run, string seed)
    {
        CliRun evaluate = CliRun.Of("evaluate", run, "--count", "200", "--seed", seed, "--json");
        Assert.True(evaluate.ExitCode == 0, evaluate.Error);
        return JsonDocument.Parse(evaluate.Output).RootElement;
    }

    private static double Kld(JsonElement document) =>
        document.GetProperty("models")[1].GetProperty("final").GetProperty("metrics").GetProperty("kld").GetProperty("median").GetDouble();

    [Fact]
    public void JsonIsOneDocumentOnStandardOutput()
    {
        using var folder = new TemporaryFolder();
        string[][] lines =
        [
            CliRun.Tiny("compare", folder["a"], "--json", "--models", "vae,rbm", "--bins", "5"),
            CliRun.Tiny("train", folder["b"], "--json", "--model", "gan"),
            ["targets", "--json"], ["settings", "--json"], ["settings", "vae", "--json"], ["devices", "--json"], ["dump", "--json", "--budget", "100"],
        ];
        foreach (string[] line in lines)
        {
            CliRun run = CliRun.Of(line);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith("gengpu/", JsonDocument.Parse(run.Output).RootElement.GetProperty("schema").GetString(), StringComparison.Ordinal);
        }
    }

    // What a run took to train is no time of its evaluation.
    [Fact]
    public void EvaluateTellsItsOwnTime()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CliRun.Of(CliRun.Tiny("train", folder["out"], "--model", "gan")).ExitCode);
        JsonElement own = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["out"], "summary.json"))).RootElement.GetProperty("seconds");
        Assert.True(own.GetProperty("train").GetDouble() > 0);
        JsonProperty phase = Assert.Single(Evaluate(folder["out"], "1").GetProperty("seconds").EnumerateObject());
        Assert.Equal("evaluate", phase.Name);
        Assert.NotEqual(own.GetProperty("evaluate").GetDouble(), phase.Value.GetDouble());
        string screen = CliRun.Of("evaluate", folder["out"], "--count", "200").Output;
        Assert.Matches(@"\nEvaluated in [0-9.]+ s\.\n", screen);
        Assert.DoesNotContain("train ", screen[screen.IndexOf("Evaluated in", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void SettingsShowsEverySettingWithItsDefault()
    {
        foreach (IModelFamily family in FamilyCatalog.All)
        {
            CliRun run = CliRun.Of("settings", family.Name);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.All(family.Settings, setting => Assert.Matches($@"│ {setting.Name} +│", run.Output));
            Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 112));
        }

        string wgan = CliRun.Of("settings", "wgan").Output;
        Assert.Matches("│ learningRate +│ 5e-5 +│", wgan);
        Assert.Matches("│ criticLearningRate +│ as (learningRate)? *│", wgan);
        string overview = CliRun.Of("settings").Output;
        Assert.Contains("All have: learningRate, optimizer,", overview, StringComparison.Ordinal);
        Assert.Contains("gradientPenalty", overview, StringComparison.Ordinal);
        Assert.Contains("gengpu settings gan", CliRun.Of("train", "--help").Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void DumpShowsProgramMemoryAndCost()
    {
        CliRun run = CliRun.Of("dump", "--model", "gan", "--budget", "310", "--target", "2d-gmm");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("generator.0.weight", run.Output, StringComparison.Ordinal);
        Assert.Contains("FLOPs", run.Output, StringComparison.Ordinal);
        Assert.Contains("302 parameters (budget 310)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ADivergedTrialGivesExitCode3AndAnUnfinishedOneCanBeContinued()
    {
        using var folder = new TemporaryFolder();
        CliRun diverged = CliRun.Of(CliRun.Tiny("train", folder["a"], "--model", "vae", "--set", "learningRate=1e30"));
        Assert.Equal(3, diverged.ExitCode);
        Assert.Contains("diverged at step", diverged.Output, StringComparison.Ordinal);
        JsonElement sick = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["a"], "summary.json"))).RootElement;
        Assert.Equal("diverged", sick.GetProperty("models")[0].GetProperty("seeds")[0].GetProperty("state").GetString());

        using var stop = new CancellationTokenSource();
        stop.Cancel();
        string[] line = CliRun.Tiny("train", folder["b"], "--model", "vae");
        CliRun stopped = CliRun.Of(line, stop.Token);
        Assert.Equal(75, stopped.ExitCode);
        Assert.Contains("--resume", stopped.Error, StringComparison.Ordinal);
        JsonElement unfinished = JsonDocument.Parse(CliRun.Of("evaluate", folder["b"], "--count", "200", "--json").Output).RootElement;
        Assert.Equal("unfinished", unfinished.GetProperty("models")[0].GetProperty("seeds")[0].GetProperty("state").GetString());
        Assert.Equal(0, CliRun.Of([.. line, "--resume"]).ExitCode);
        Assert.Equal(4, CliRun.Of([.. line, "--resume"]).ExitCode);
    }

    [Fact]
    public void AFileOfMeasurementsIsLearnedInItsOwnUnits()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        string text = "height,weight\n" + string.Concat(Enumerable.Range(0, 400).Select(_ => FormattableString.Invariant($"{1000 + (20 * random.NextDouble())},{0.001 * random.NextDouble()}\n")));
        CliRun run = CliRun.Of("train", "--model", "vae", "--target", "file:" + folder.Text("people.csv", text), "--steps", "50", "--no-likelihood", "--snapshot-percent", "0", "-o", folder["out"]);
        Assert.True(run.ExitCode == 0, run.Error);
        PointSet samples = PointsFile.Read(Path.Combine(folder["out"], "samples_vae.npy"));
        Assert.Equal(2, samples.Dimensions);
        // 40 points are held out to measure with; a picture of so few would show nothing.
        Assert.Equal(5000, samples.Count);
        Assert.All(samples.Column(0).ToArray(), value => Assert.InRange(value, 900, 1100));
        Assert.All(samples.Column(1).ToArray(), value => Assert.InRange(value, -0.01, 0.01));
    }
}
