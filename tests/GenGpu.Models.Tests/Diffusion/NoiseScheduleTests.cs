using System.Globalization;
using System.Text.RegularExpressions;
using GenGpu.Core;
using GenGpu.Models.Diffusion;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Diffusion;

/// <summary>Schedules against their formulas, and the refusal of those that do not reach the prior.</summary>
public sealed partial class NoiseScheduleTests
{
    [Fact]
    public void Linear_schedule_is_a_product()
    {
        NoiseSchedule schedule = NoiseSchedule.Linear(1000, 1e-4, 0.02);
        double product = 1;
        for (int t = 1; t <= 1000; t++)
        {
            product *= 1 - (1e-4 + ((0.02 - 1e-4) * (t - 1) / 999));
            Assert.Equal(1, schedule.AlphaBar(t) / product, 1e-12);
            Assert.Equal(1 - product, schedule.NoiseVariance(t), 1e-14);
        }

        // What DDPM ends at.
        Assert.Equal(4.04e-5, schedule.AlphaBar(1000), 1e-7);
        Assert.Equal((1 - 1e-4) / 1e-4, schedule.SignalToNoise(1), 1e-6);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(1000)]
    public void Cosine_schedule_follows_the_cosine(int steps)
    {
        NoiseSchedule schedule = NoiseSchedule.Cosine(steps);
        double At(int t) => Math.Pow(Math.Cos(((((double)t / steps) + 0.008) / 1.008) * Math.PI / 2), 2);
        for (int t = 0; t < steps; t++)
            Assert.Equal(At(t) / At(0), schedule.AlphaBar(t), 1e-12);
        // The last beta would be 1: it is cut to 0.999.
        Assert.Equal(schedule.AlphaBar(steps - 1) * 0.001, schedule.AlphaBar(steps), 1e-15);
    }

    [Theory]
    [InlineData("noiseSteps=100,noiseSchedule=linear,sampleSteps=50", "alphaBar_100 = 0.364")]
    [InlineData("noiseSchedule=linear,betaLast=0.005", "alphaBar_1000 = 0.077")]
    public void A_schedule_that_does_not_reach_the_prior_is_refused(string settings, string expected)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Create(settings));
        Assert.Contains(expected, error.Message);
        Assert.Contains("below 0.01", error.Message);
        Assert.Equal(2, error.ExitCode);
        // The remedy that it names is one, and not one that overshoots by much.
        string advised = Advice().Match(error.Message).Groups[1].Value;
        Create($"{settings},betaLast={advised}");
        double less = 0.9 * double.Parse(advised, CultureInfo.InvariantCulture);
        Assert.Throws<UserErrorException>(() => Create(string.Create(CultureInfo.InvariantCulture, $"{settings},betaLast={less}")));
        Create(settings.Replace("noiseSchedule=linear", "noiseSchedule=cosine", StringComparison.Ordinal).Replace(",betaLast=0.005", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_linear_schedule_too_short_for_any_beta_names_no_beta()
    {
        string message = Assert.Throws<UserErrorException>(() => NoiseSchedule.Linear(4, 1e-4, 0.5)).Message;
        Assert.DoesNotContain("betaLast", message);
        Assert.Contains("raise noiseSteps, or take noiseSchedule=cosine", message);
    }

    [Theory]
    [InlineData("timeFeatures=7", "give 8")]
    [InlineData("noiseSteps=50,sampleSteps=51", "sampleSteps=51 exceeds noiseSteps=50")]
    [InlineData("betaLast=0.02", "changes nothing here")]
    [InlineData("sampler=euler", "one of ancestral, ddim")]
    public void Wrong_settings_are_explained(string settings, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserErrorException>(() => Create(settings)).Message);

    [Theory]
    [InlineData("noiseSteps=50", 50)]
    [InlineData("noiseSteps=1000", 100)]
    [InlineData("noiseSteps=50,sampleSteps=7", 7)]
    public void Sampling_takes_a_hundred_steps_or_all_there_are(string settings, float expected) =>
        Assert.Equal(expected, Assert.Single(Create(settings).Definition.FindHyper("sampleSteps")!.Defaults.ToArray()));

    [Fact]
    public void Settings_of_continuous_data_are_refused_for_categories() =>
        Assert.Contains("changes nothing here", Assert.Throws<UserErrorException>(() => new DiffusionFamily().Create(
            TargetCatalog.Get("1d-beta"), new FamilyOptions { Bins = 10, Settings = new Dictionary<string, string> { ["prediction"] = "epsilon" } })).Message);

    [Theory]
    [InlineData("2d-gmm", 0, 1, 2)]
    [InlineData("2d-gmm", 0, 3, 2)]
    [InlineData("1d-beta", 20, 1, 20)]
    public void Parameters_follow_the_formula(string target, int bins, int layers, int rows)
    {
        TrainableModel model = new DiffusionFamily().Create(TargetCatalog.Get(target), new FamilyOptions { Budget = 2000, Bins = bins, HiddenLayers = layers });
        long h = model.HiddenWidth;
        long Count(long w) => (w * (rows + 16 + 1)) + ((layers - 1) * w * (w + 1)) + (rows * (w + 1));
        Assert.Equal(Count(h), model.ParameterCount);
        Assert.True(Count(h) <= 2000 && Count(h + 1) > 2000);
    }

    [Fact]
    public void The_smallest_budget_is_named()
    {
        string message = Assert.Throws<UserErrorException>(() => new DiffusionFamily().Create(TargetCatalog.Get("2d-gmm"), new FamilyOptions { Budget = 22 })).Message;
        Assert.Contains("the smallest is 23", message);
        Assert.Equal(1, new DiffusionFamily().Create(TargetCatalog.Get("2d-gmm"), new FamilyOptions { Budget = 23 }).HiddenWidth);
    }

    private static TrainableModel Create(string settings) => new DiffusionFamily().Create(
        TargetCatalog.Get("2d-gmm"),
        new FamilyOptions { Settings = settings.Split(',').Select(text => text.Split('=')).GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.Last()[1]) });

    [GeneratedRegex("raise betaLast to ([0-9.]+)")]
    private static partial Regex Advice();
}
