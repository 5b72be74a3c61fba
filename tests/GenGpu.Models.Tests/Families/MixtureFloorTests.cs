using GenGpu.Models.Families;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Families;

/// <summary>The floor of mixtures with fixed noise.</summary>
public sealed class MixtureFloorTests
{
    [Theory]
    [InlineData("1d-bimodal", 0.043)]
    [InlineData("1d-trimodal", 0.096)]
    [InlineData("1d-quadmodal", 0.167)]
    [InlineData("2d-gmm", 0.075)]
    public void Floors_of_the_benchmark_at_noise_one_half(string target, double expected) =>
        Assert.Equal(expected, MixtureFloor.Of(TargetCatalog.Get(target), 0.5)!.Value, 0.0035);

    [Fact]
    public void A_narrow_Gaussian_is_matched_best_by_one_component()
    {
        // KL(N(0, 1) || N(0, s^2)) = log s + 1 / 2 s^2 - 1/2 for s > 1; for s <= 1 a mixture of N(., s^2) reaches N(0, 1) itself.
        var target = new GaussianMixtureTarget("one", GaussianMixture.Spherical([[0.0]], 1));
        Assert.Equal(Math.Log(1.5) + (1 / 4.5) - 0.5, MixtureFloor.Of(target, 1.5)!.Value, 2e-3);
        Assert.Equal(0, MixtureFloor.Of(target, 0.8)!.Value, 2e-3);
    }

    [Fact]
    public void The_note_of_a_model_with_fixed_noise_names_the_floor()
    {
        TrainableModel model = FamilyCatalog.Get("rbm").Create(
            TargetCatalog.Get("1d-bimodal"), new FamilyOptions { Settings = new Dictionary<string, string> { ["visibleSigma"] = "0.5" } });
        Assert.Contains("cannot fall below 0.04", model.Notes);
        Assert.Null(MixtureFloor.Of(TargetCatalog.Get("1d-poisson"), 0.5));
    }
}
