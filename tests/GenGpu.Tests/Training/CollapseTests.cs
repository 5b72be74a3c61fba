using GenGpu.Evaluation;
using GenGpu.Tests.Storage;
using GenGpu.Training;

namespace GenGpu.Tests.Training;

/// <summary>The collapse flag from samples to the summary, and the figures of discriminators and critics in it.</summary>
public sealed class CollapseTests
{
    [Fact]
    public void A_generator_without_noise_is_flagged_with_the_modes_that_it_leaves_out()
    {
        // All its samples are one point.
        SummaryModel model = Train("gan", 30, out IReadOnlyList<string> notes, ("noiseScale", "0"));
        SummaryTrial trial = Assert.Single(model.Seeds);
        Assert.Equal(1, model.Collapsed);
        Assert.InRange(trial.MissingModes!.Count, 3, 4);
        Assert.Subset(new HashSet<string> { "(1.5, 1.5)", "(1.5, -1.5)", "(-1.5, 1.5)", "(-1.5, -1.5)" }, trial.MissingModes!.ToHashSet());
        string note = Assert.Single(notes, note => note.StartsWith("WARNING: GAN with seed 42 has collapsed", StringComparison.Ordinal));
        Assert.All(trial.MissingModes!, mode => Assert.Contains(mode, note, StringComparison.Ordinal));
        Assert.True(trial.Final!["modeReverseKl"] > 1);
    }

    [Fact]
    public void A_model_that_finds_all_modes_is_not_flagged()
    {
        SummaryModel model = Train("rbm", 2000, out IReadOnlyList<string> notes, ("learningRate", "0.05"));
        Assert.Equal(0, model.Collapsed);
        Assert.Empty(model.Seeds[0].MissingModes!);
        Assert.DoesNotContain(notes, note => note.Contains("collapsed", StringComparison.Ordinal));
        Assert.Equal(4, model.Final!.Metrics["modesHit"].Median);
    }

    [Fact]
    public void Many_collapsed_seeds_make_one_warning()
    {
        Train("gan", 2, out IReadOnlyList<string> notes, seeds: 5, ("noiseScale", "0"));
        string note = Assert.Single(notes, note => note.StartsWith("WARNING", StringComparison.Ordinal));
        Assert.Contains("has collapsed in 5 of 5 seeds", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gan")]
    [InlineData("wgan")]
    [InlineData("wgan-gp")]
    public void Adversaries_report_what_they_think(string family)
    {
        SummaryModel model = Train(family, 20, out _);
        IReadOnlyDictionary<string, double> final = model.Seeds[0].Final!;
        if (family != "gan")
        {
            Assert.True(final[AdversarialEvaluation.MeanSlope] > 0);
            Assert.True(double.IsFinite(final[AdversarialEvaluation.Wasserstein]));
            return;
        }

        SummaryMetric onData = model.Final!.Metrics[AdversarialEvaluation.OnData];
        Assert.Equal(0.45, onData.Floor, 1e-6);
        Assert.InRange(onData.Median, 0, 1);
        Assert.True(final[AdversarialEvaluation.Distance] > 0);
        Assert.InRange(final[AdversarialEvaluation.JensenShannon], -2, Math.Log(2));
    }

    private static SummaryModel Train(string family, int steps, out IReadOnlyList<string> notes, params (string Name, string Value)[] settings) => Train(family, steps, out notes, 1, settings);

    private static SummaryModel Train(string family, int steps, out IReadOnlyList<string> notes, int seeds, params (string Name, string Value)[] settings)
    {
        using var folder = new TemporaryFolder();
        using var tiny = new TinyRun(TinyRun.Configuration(folder.FullName, family) with
        {
            Target = "2d-mix-gauss",
            Budget = 120,
            Steps = steps,
            BatchSize = 64,
            EvaluationInterval = steps,
            SnapshotPercent = 0,
            FinalSamples = 2000,
            Seeds = seeds,
            Settings = settings.ToDictionary(s => s.Name, s => s.Value),
        });
        SummaryDocument summary = SummaryBuilder.Build(tiny.Plan, tiny.Train(), []);
        notes = summary.Notes;
        return Assert.Single(summary.Models);
    }
}
