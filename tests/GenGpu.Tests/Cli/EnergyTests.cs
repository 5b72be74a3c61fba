using System.Text.Json;
using GenGpu.Storage;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Cli;

/// <summary>Runs on energies, from the command line.</summary>
public class EnergyTests
{
    [Fact]
    public void TrainEvaluateSampleAndAnneal()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of(Tiny(folder["out"], "double-well", "--seeds", "2"));
        Assert.True(run.ExitCode == 0, run.Error);
        foreach (string word in new[] { "beta F", "KL(q || p)", "log Z", "reverse ESS", "forward ESS", "<energy>", "P(left)", "perfect model" })
            Assert.Contains(word, run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        (PointSet points, PointSet weights) = (PointsFile.Read(Path.Combine(folder["out"], "samples_flow.npy")), PointsFile.Read(Path.Combine(folder["out"], "logweights_flow.npy")));
        Assert.Equal((2, 2000), (points.Dimensions, points.Count));
        Assert.Equal((1, 2000), (weights.Dimensions, weights.Count));

        // log Z of the summary is the log mean of the weights in the file.
        JsonElement own = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["out"], "summary.json"))).RootElement;
        double logZ = own.GetProperty("models")[0].GetProperty("seeds")[0].GetProperty("final").GetProperty("logZ").GetDouble();
        Assert.Equal(Math.Log(Enumerable.Range(0, 2000).Average(i => Math.Exp(weights.Column(0)[i]))), logZ, 1e-4);

        CliRun again = CliRun.Of("evaluate", folder["out"], "--count", "2000", "--anneal", "4", "--json");
        Assert.True(again.ExitCode == 0, again.Error);
        JsonElement seed = JsonDocument.Parse(again.Output).RootElement.GetProperty("models")[0].GetProperty("seeds")[1].GetProperty("final");
        double deviation = Math.Abs(seed.GetProperty("annealed logZ").GetDouble() - 5.211940);
        Assert.True(deviation < 5 * seed.GetProperty("annealed logZ ±").GetDouble(), $"{deviation}");
        Assert.True(seed.GetProperty("annealed ess").GetDouble() > seed.GetProperty("ess").GetDouble());
        CliRun oneThread = CliRun.Of("evaluate", folder["out"], "--count", "2000", "--anneal", "4", "--threads", "1", "--json");
        CliRun threeThreads = CliRun.Of("evaluate", folder["out"], "--count", "2000", "--anneal", "4", "--threads", "3", "--json");
        Assert.All([oneThread, threeThreads], run => Assert.Equal(seed.GetProperty("annealed logZ").GetDouble(), JsonDocument.Parse(run.Output).RootElement.GetProperty("models")[0].GetProperty("seeds")[1].GetProperty("final").GetProperty("annealed logZ").GetDouble()));
        CliRun otherSeed = CliRun.Of("evaluate", folder["out"], "--count", "2000", "--anneal", "4", "--seed", "2", "--json");
        JsonElement other = JsonDocument.Parse(otherSeed.Output).RootElement.GetProperty("models")[0].GetProperty("seeds")[1].GetProperty("final");
        Assert.NotEqual(seed.GetProperty("annealed logZ").GetDouble(), other.GetProperty("annealed logZ").GetDouble());
        CliRun sample = CliRun.Of("sample", folder["out"], "--seed", "43", "--count", "100", "-o", folder["s.csv"]);
        Assert.True(sample.ExitCode == 0, sample.Error);
        Assert.StartsWith("x0,x1", File.ReadLines(folder["s.csv"]).First(), StringComparison.Ordinal);
        Assert.Equal((2, 100), (PointsFile.Read(folder["s.csv"]).Dimensions, PointsFile.Read(folder["s.csv"]).Count));
    }

    [Fact]
    public void ParametersAreKeptWhereARunIsUsedAgain()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of(Tiny(folder["out"], "k*x0^2 + x1^2", "--set", "energy.k=8,couplings=2"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(0, CliRun.Of("sample", folder["out"], "--count", "100", "-o", folder["s.csv"]).ExitCode);
        CliRun other = CliRun.Of(Tiny(folder["out"], "k*x0^2 + x1^2", "--set", "energy.k=9,couplings=2", "--resume"));
        Assert.Contains("energy.k=8", other.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, other.ExitCode);
    }

    [Fact]
    public void WhatCannotBeNormalisedIsNamed()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of(Tiny(folder["out"], "x0^4", "--dimension", "2"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("not normalisable along x1", run.Error, StringComparison.Ordinal);
        Assert.Contains("not normalisable along x1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void SamplesOfChainsServeWhereNothingIsExact()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of(Tiny(folder["out"], "x0^2/2 + x1^2/2 + 0.1*x0^4", "--reference-samples", "1000", "--set", "couplings=2,objective=mixed"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("target samples: 1000 by", run.Output, StringComparison.Ordinal);
        Assert.Contains("forward ESS", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train --energy doble-well", "did you mean 'double-well'")]
    [InlineData("train --energy double-well --beta 0", "--beta must be a number above 0")]
    [InlineData("train --energy double-well --beta=-1", "--beta must be a number above 0")]
    [InlineData("train --energy double-well --dimension 3", "has 2 coordinates")]
    [InlineData("train --energy x0^2+foo(x1)", "column 6")]
    [InlineData("train --energy double-well --model gan", "gan learns from samples")]
    [InlineData("train --model flow --beta 2", "give --energy as well")]
    [InlineData("train --energy double-well --bins 20", "leave --bins out")]
    [InlineData("train --energy double-well --set objective=forwards", "one of reverse, forward, mixed, alpha2")]
    [InlineData("train --energy phi4-4x4 --set energy.lamda=1", "did you mean 'lambda'")]
    [InlineData("train --energy phi4-5x5", "even sides")]
    [InlineData("train --energy double-well --condition beta=2", "name=low:high")]
    [InlineData("train --energy double-well --batch-size 100", "multiple of 16")]
    [InlineData("train --energy x0^4+x1^2 --set objective=forward", "no samples of")]
    [InlineData("train --energy double-well --condition beta=1:2 --set objective=forward", "use objective=reverse with --condition")]
    [InlineData("train --energy double-well --condition beta=1:2 --set objective=mixed", "use objective=reverse with --condition")]
    [InlineData("train --energy double-well --set base=uniform,objective=forward", "has no density beyond its ends")]
    [InlineData("train --energy double-well --beta 1e-300", "out of reach of single precision")]
    [InlineData("train --energy xy-16 --beta 1e9", "out of reach of single precision")]
    [InlineData("train --energy double-well --condition beta=1e-40:1e-39", "out of reach of single precision")]
    [InlineData("train --energy a*x0^2 --set energy.a=1,Energy.a=2", "given twice")]
    [InlineData("evaluate nowhere --anneal=-1", "--anneal must be 0")]
    public void MistakesGiveOneSentenceAndExitCode2(string line, string says)
    {
        using var folder = new TemporaryFolder();
        string[] words = line.Split(' ');
        CliRun run = CliRun.Of(words[0] == "evaluate" ? words : [.. words, "-o", folder["out"]]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    private static string[] Tiny(string output, string energy, params string[] more)
    {
        string[] settings = more.Contains("--set") ? [] : ["--set", "couplings=2"];
        return ["train", "--energy", energy, "--budget", "300", "--steps", "60", "--batch-size", "64", "--evaluate-every", "30", "--curve-samples", "500", "--final-samples", "2000", "-o", output, .. settings, .. more];
    }
}
