using GenGpu.Core;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Families;

/// <summary>Widths and parameter counts from the protocol's formulas, and the messages of options that do not fit.</summary>
public sealed class BudgetTests
{
    [Theory]
    [InlineData("gan", "1d-bimodal", 310, 0)]
    [InlineData("gan", "2d-gmm", 310, 0)]
    [InlineData("gan", "2d-gmm", 1600, 0)]
    [InlineData("gan", "1d-poisson", 1600, 20)]
    [InlineData("vae", "1d-bimodal", 310, 0)]
    [InlineData("vae", "2d-gmm", 1600, 0)]
    [InlineData("vae", "1d-poisson", 310, 20)]
    [InlineData("rbm", "1d-bimodal", 310, 0)]
    [InlineData("rbm", "2d-gmm", 1600, 0)]
    [InlineData("rbm", "1d-poisson", 310, 20)]
    public void Widths_follow_the_protocol(string family, string target, int budget, int bins)
    {
        int d = bins > 0 ? bins : target[0] - '0';
        (int width, long count) = family switch
        {
            "gan" => Pair((budget - d - 1) / (16 + (2 * d) + 3), h => (16 * h) + h + (h * d) + d + (d * h) + h + h + 1),
            "vae" => Pair((budget - 4 - d) / ((2 * d) + 8), h => (d * h) + h + (4 * h) + 4 + (2 * h) + h + (h * d) + d),
            _ when bins > 0 => Pair((budget - d) / (d + 1), h => (d * h) + d + h),
            _ => Pair((budget - (2 * d)) / (d + 1), h => (d * h) + d + d + h),
        };
        TrainableModel model = Create(family, target, new FamilyOptions { Budget = budget, Bins = bins });
        Assert.Equal(width, model.HiddenWidth);
        Assert.Equal(count, model.ParameterCount);
        Assert.InRange(model.ParameterCount, 1, budget);
    }

    [Theory]
    [InlineData("2d-mix-gauss", "gan", 302, 13)]
    [InlineData("2d-mix-gauss", "gan", 1590, 69)]
    public void Counts_of_the_benchmark(string target, string family, int count, int width)
    {
        TrainableModel model = Create(family, target, new FamilyOptions { Budget = count });
        Assert.Equal((count, width), ((int)model.ParameterCount, model.HiddenWidth));
        Assert.Equal(width - 1, Create(family, target, new FamilyOptions { Budget = count - 1 }).HiddenWidth);
    }

    [Theory]
    [InlineData("gan", 2)]
    [InlineData("gan", 3)]
    [InlineData("vae", 2)]
    public void More_hidden_layers_stay_within_the_budget_and_one_unit_more_would_not(string family, int layers)
    {
        FamilyOptions Options(int budget) => new() { Budget = budget, HiddenLayers = layers };
        TrainableModel model = Create(family, "2d-gmm", Options(1600));
        Assert.InRange(model.ParameterCount, 1, 1600);
        // The next width needs more than the budget: just below its count, the same width comes out.
        TrainableModel wider = Create(family, "2d-gmm", Options(2400));
        Assert.True(wider.HiddenWidth > model.HiddenWidth);
        Assert.Equal(model.HiddenWidth, Create(family, "2d-gmm", Options((int)model.ParameterCount)).HiddenWidth);
        Assert.Equal(model.HiddenWidth - 1, Create(family, "2d-gmm", Options((int)model.ParameterCount - 1)).HiddenWidth);
    }

    [Theory]
    [InlineData("gan", 26)]
    [InlineData("vae", 18)]
    [InlineData("rbm", 7)]
    public void A_budget_that_is_too_small_names_the_smallest(string family, int smallest)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Create(family, "2d-gmm", new FamilyOptions { Budget = smallest - 1 }));
        Assert.Contains($"the smallest is {smallest}.", error.Message);
        Assert.Equal(1, Create(family, "2d-gmm", new FamilyOptions { Budget = smallest }).HiddenWidth);
    }

    [Theory]
    [InlineData("gan", "learningrat", "1", "did you mean 'learningRate'?")]
    [InlineData("gan", "labelSmoothing", "1.5", "a number from 0 to 1")]
    [InlineData("gan", "labelSmoothing", "much", "a number from 0 to 1")]
    [InlineData("vae", "learningRate", "NaN", "a number of at least 0")]
    [InlineData("rbm", "gibbsSteps", "1.5", "a whole number from 1")]
    [InlineData("rbm", "chains", "pc", "one of cd, pcd")]
    [InlineData("gan", "momentum", "0.9", "changes nothing here (optimizer=adam, schedule=constant, loss=nonSaturating)")]
    [InlineData("rbm", "visible", "softmax", "--bins N")]
    [InlineData("rbm", "visible", "binary", "zeros and ones")]
    public void Wrong_settings_are_explained(string family, string name, string value, string expected)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Create(family, "2d-gmm", new FamilyOptions { Settings = new Dictionary<string, string> { [name] = value } }));
        Assert.Contains(expected, error.Message);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void Wrong_options_are_explained()
    {
        void Fails(string expected, string family, FamilyOptions options) =>
            Assert.Contains(expected, Assert.Throws<UserErrorException>(() => Create(family, "2d-gmm", options)).Message);

        Fails("use --bins 0", "gan", new FamilyOptions { Bins = 20 });
        Fails("exactly one hidden layer", "rbm", new FamilyOptions { HiddenLayers = 2 });
        Fails("batch size is 0", "vae", new FamilyOptions { BatchSize = 0 });
        Fails("expected 1 to 64", "vae", new FamilyOptions { HiddenLayers = 0 });
        Fails("steps is 0", "vae", new FamilyOptions { Steps = 0 });
        Assert.Contains("did you mean 'gan'?", Assert.Throws<UserErrorException>(() => FamilyCatalog.Get("gna")).Message);
    }

    private static (int, long) Pair(int width, Func<int, long> count) => (width, count(width));

    private static TrainableModel Create(string family, string target, FamilyOptions options) => FamilyCatalog.Get(family).Create(TargetCatalog.Get(target), options);
}
