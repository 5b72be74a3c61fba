using GenGpu.Evaluation;
using GenGpu.Models.Energies;
using GenGpu.Models.Flows;
using GenGpu.Tests.Storage;
using GenGpu.Tests.Training;
using GenGpu.Training;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGpu.Tests.Evaluation;

public sealed class BoltzmannWarningTests
{
    // Equal weights but one: with a lead of l its share is exp(l) / (exp(l) + 99).
    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(20, true)]
    public void A_weight_of_more_than_a_tenth_is_named(double lead, bool warns)
    {
        string? note = Note(lead, 0);
        Assert.Equal(warns, note is not null);
        if (warns)
            Assert.Contains(FormattableString.Invariant($"one weight dominates: the largest of 100 is {Math.Exp(lead) / (Math.Exp(lead) + 99):P0} of their sum"), note, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_warning_has_a_line_of_its_own()
    {
        string[] lines = Note(20, 5)!.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("one weight dominates: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("weights are not finite: 5 of 100 ", lines[1], StringComparison.Ordinal);
    }

    // A flow with no training on a funnel of ten dimensions: its tail holds all weight.
    [Fact]
    public void A_run_prints_it_once_with_the_number_of_seeds()
    {
        using var folder = new TemporaryFolder();
        TrainingConfiguration configuration = TinyRun.Configuration(folder.FullName, "flow") with
        {
            Energy = "funnel-10",
            Budget = 2000,
            Steps = 1,
            BatchSize = 16,
            Seeds = 3,
            CurveSamples = 500,
            FinalSamples = 500,
            Settings = new Dictionary<string, string> { ["couplings"] = "2", ["coupling"] = "affine" },
        };
        SummaryDocument summary = new TrainingJob(configuration, resume: false, NullLogger.Instance).Run(null, default).Summary!;
        Assert.True(summary.Models[0].Final!.Metrics["maximumWeightShare"].High > 0.1);
        string warning = Assert.Single(summary.Notes, note => note.Contains("one weight dominates", StringComparison.Ordinal));
        Assert.StartsWith("WARNING: one weight dominates: the largest of 500 is ", warning, StringComparison.Ordinal);
        Assert.Contains("one weight dominates", File.ReadAllText(folder["summary.json"]), StringComparison.Ordinal);
    }

    private static string? Note(double lead, int broken)
    {
        var layout = new WeightedSamples(1, false);
        float[] samples = new float[layout.Rows * 100];
        for (int sample = 0; sample < 100; sample++)
            samples[(layout.ReducedEnergy * 100) + sample] = sample < broken ? float.NaN : 0;
        samples[(layout.ReducedEnergy * 100) + 99] = (float)-lead;
        var metrics = new BoltzmannMetrics(new BoltzmannLaw(new ExpressionEnergy("x0^2"), 1), layout);
        return metrics.Final(samples, default).Single(value => value.Name == BoltzmannMetrics.FreeEnergy).Note;
    }
}
