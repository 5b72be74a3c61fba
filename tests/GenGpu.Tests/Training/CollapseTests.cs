using GenGpu.Evaluation;
using GenGpu.Models.Targets;
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

    [Theory]
    [InlineData("gan", 2, "noiseScale", "0", true)]
    [InlineData("rbm", 1500, "learningRate", "0.05", false)]
    public void The_binned_mode_names_the_modes_that_decoded_samples_leave_out(string family, int steps, string setting, string value, bool collapsed)
    {
        // The seed protocol decodes by the largest logit: without noise, to one category, of one mode or of none.
        SummaryModel model = Train(family, steps, out IReadOnlyList<string> notes, 1, c => c with { Target = "1d-trimodal", Bins = 20, Budget = 400, Protocol = collapsed ? "seed" : "exact" }, (setting, value));
        Assert.Equal(collapsed ? 1 : 0, model.Collapsed);
        Assert.InRange(model.Seeds[0].MissingModes!.Count, collapsed ? 2 : 0, collapsed ? 3 : 0);
        Assert.Equal(collapsed, notes.Any(note => note.Contains("has collapsed", StringComparison.Ordinal)));
        SummaryMetric hit = model.Final!.Metrics["modesHit"];
        Assert.InRange(hit.Median, collapsed ? 0 : 3, collapsed ? 1 : 3);
        Assert.Equal(3, hit.Floor);
    }

    [Fact]
    public void Modes_in_many_dimensions_are_named_by_number_and_first_coordinates()
    {
        double[] mean = new double[20];
        mean[1] = -4.25;
        var target = new GaussianMixtureTarget("pair", GaussianMixture.Spherical([new double[20], mean], 1));
        Assert.Equal("mode 2 (0, -4.25, 0, ... of 20)", ModeNames.Of(target, 1));
        Assert.Equal("(1, 0)", ModeNames.Of(TargetCatalog.Get("ring-8"), 0));
    }

    [Fact]
    public void A_label_of_zero_keeps_the_discriminators_row()
    {
        SummaryModel model = Train("gan", 5, out _, ("labelSmoothing", "1"));
        Assert.Equal(0, model.Final!.Metrics[AdversarialEvaluation.OnData].Floor);
        Assert.True(model.Final.Metrics.ContainsKey(AdversarialEvaluation.JensenShannon));
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

    private static SummaryModel Train(string family, int steps, out IReadOnlyList<string> notes, int seeds, params (string Name, string Value)[] settings) => Train(family, steps, out notes, seeds, c => c, settings);

    private static SummaryModel Train(string family, int steps, out IReadOnlyList<string> notes, int seeds, Func<TrainingConfiguration, TrainingConfiguration> change, params (string Name, string Value)[] settings)
    {
        using var folder = new TemporaryFolder();
        using var tiny = new TinyRun(change(TinyRun.Configuration(folder.FullName, family) with
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
        }));
        SummaryDocument summary = SummaryBuilder.Build(tiny.Plan, tiny.Train(), []);
        notes = summary.Notes;
        return Assert.Single(summary.Models);
    }
}
