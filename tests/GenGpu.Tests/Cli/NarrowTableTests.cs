using System.Text.RegularExpressions;
using GenGpu.Cli;
using GenGpu.Tests.Storage;

namespace GenGpu.Tests.Cli;

/// <summary>The tables at the end of a run on terminals of any width: every number in one piece, no line too long.</summary>
public sealed partial class NarrowTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Numbers_are_never_broken(int seeds)
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of(CliRun.Tiny("compare", folder["out"], "--models", "gan,vae,rbm", "--seeds", $"{seeds}", "-q"));
        Assert.True(run.ExitCode == 0, run.Error);
        string[] numbers = Numbers(Print(folder["out"], 120));
        // Three models with three figures of each distance, modes, what the discriminator says.
        Assert.True(numbers.Length > 30);
        foreach (int width in new[] { 80, 59, 40 })
        {
            string text = Print(folder["out"], width);
            Assert.Equal(numbers, Numbers(text));
            Assert.All(text.Split('\n').Where(line => line.Length > 0), line => Assert.True(line.Length <= width, $"{width}: {line}"));
        }
    }

    [Fact]
    public void Numbers_of_flows_on_energies_are_never_broken()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of("train", "--model", "flow", "--energy", "double-well", "--budget", "600", "--steps", "20", "--batch-size", "16", "--evaluate-every", "20", "--curve-samples", "100", "--final-samples", "200", "--snapshot-percent", "0", "-o", folder["out"], "-q");
        Assert.True(run.ExitCode == 0, run.Error);
        string[] numbers = Numbers(Print(folder["out"], 120));
        Assert.True(numbers.Length > 20);
        foreach (int width in new[] { 80, 59, 40 })
        {
            string text = Print(folder["out"], width);
            Assert.Equal(numbers, Numbers(text));
            Assert.All(text.Split('\n').Where(line => line.Length > 0), line => Assert.True(line.Length <= width, $"{width}: {line}"));
        }
    }

    [Fact]
    public void Wide_terminals_have_one_line_per_model_and_narrow_ones_one_line_per_figure()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CliRun.Of(CliRun.Tiny("train", folder["out"], "--model", "gan", "-q")).ExitCode);
        Assert.Contains("│ model │ param- │", Print(folder["out"], 120), StringComparison.Ordinal);
        string narrow = Print(folder["out"], 45);
        Assert.Matches("│ parameters +│ +[0-9]+ │\n", narrow);
        Assert.Matches("│ steps/core-s +│", narrow);
        Assert.Matches("│ at equilibrium +│", narrow);
    }

    private static string Print(string folder, int width)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        using var streams = new Streams(output, error) { Width = width };
        Assert.True(CommandLineApplication.Run(["evaluate", folder, "-q", "--count", "100"], streams, CancellationToken.None) == 0, error.ToString());
        return output.ToString();
    }

    // Of the tables alone; a floor that all models share stands once or once per block.
    private static string[] Numbers(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith('│')).SelectMany(line => Number().Matches(line).Select(match => match.Value)).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"[0-9]+\.[0-9]+")]
    private static partial Regex Number();
}
