using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;
using GenGpu.Models.Tests.Conditions;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Families;

/// <summary>
/// Gradients of whole losses against finite differences in double: descent with rate r and no momentum moves every parameter by -r times its gradient, and the reported loss of the same step - the same
/// seed and step draw the same numbers - gives the differences. Losses with a slope in them (R1, WGAN-GP) check gradients of gradients.
/// </summary>
public sealed class GradientTests
{
    private const double Rate = 1 / 1024.0;

    [Theory]
    [InlineData("gan", "2d-gmm", 0, 1, "discriminatorLoss", "discriminator")]
    [InlineData("gan", "2d-gmm", 0, 2, "generatorLoss", "generator")]
    [InlineData("gan", "2d-gmm", 0, 1, "generatorLoss", "generator", "loss=minimax")]
    [InlineData("gan", "2d-gmm", 0, 2, "discriminatorLoss", "discriminator", "r1Weight=3,packing=2")]
    [InlineData("gan", "1d-poisson", 6, 1, "discriminatorLoss", "discriminator", "r1Weight=3,packing=3")]
    [InlineData("wgan-gp", "2d-gmm", 0, 1, "criticLoss", "critic", "criticSteps=1")]
    [InlineData("wgan-gp", "2d-gmm", 0, 2, "criticLoss", "critic", "criticSteps=1")]
    [InlineData("wgan-gp", "2d-gmm", 0, 2, "generatorLoss", "generator", "criticSteps=1")]
    [InlineData("wgan-gp", "1d-poisson", 6, 2, "criticLoss", "critic", "criticSteps=1,packing=2")]
    [InlineData("wgan", "2d-gmm", 0, 2, "criticLoss", "critic", "criticSteps=1,clip=100")]
    [InlineData("vae", "2d-gmm", 0, 1, "loss", "")]
    [InlineData("vae", "1d-beta", 0, 2, "loss", "")]
    [InlineData("vae", "1d-poisson", 6, 1, "loss", "")]
    [InlineData("diffusion", "2d-gmm", 0, 1, "loss", "")]
    [InlineData("diffusion", "2d-gmm", 0, 2, "loss", "", "prediction=epsilon,noiseSchedule=linear")]
    [InlineData("diffusion", "1d-beta", 0, 1, "loss", "", "prediction=x0")]
    [InlineData("diffusion", "1d-beta", 0, 1, "loss", "", "loss=bound")]
    [InlineData("diffusion", "1d-poisson", 6, 1, "loss", "")]
    [InlineData("diffusion", "1d-poisson", 6, 1, "loss", "", "loss=bound")]
    [InlineData("gan", "2d-mix-gauss|separation", 0, 1, "discriminatorLoss", "discriminator", "r1Weight=3,packing=2")]
    [InlineData("gan", "points|columns", 0, 2, "generatorLoss", "generator")]
    [InlineData("wgan-gp", "points|columns", 0, 1, "criticLoss", "critic", "criticSteps=1,packing=2")]
    [InlineData("wgan", "2d-mix-gauss|width", 0, 2, "generatorLoss", "generator", "criticSteps=1,clip=100")]
    [InlineData("vae", "points|columns", 0, 1, "loss", "")]
    [InlineData("vae", "2d-mix-gauss|separation", 0, 2, "loss", "")]
    [InlineData("diffusion", "points|columns", 0, 1, "loss", "")]
    [InlineData("diffusion", "1d-bimodal|separation", 0, 2, "loss", "", "prediction=x0")]
    [InlineData("flow", "1d-bimodal|separation", 0, 1, "loss", "", "bins=3")]
    [InlineData("flow", "points|columns", 0, 1, "loss", "", "couplings=2,coupling=affine")]
    public void Gradients_equal_finite_differences(string family, string target, int bins, int layers, string loss, string network, string more = "")
    {
        string judge = family == "gan" ? "discriminator" : "critic";
        string frozen = (network == "generator" ? judge : "generator") + "LearningRate";
        var settings = new Dictionary<string, string> { ["optimizer"] = "sgd", ["learningRate"] = "0.0009765625" };
        if (network.Length > 0)
            settings[frozen] = "0";
        foreach (string[] pair in more.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=')))
            settings[pair[0]] = pair[1];
        if (family is "diffusion" or "flow")
            settings["schedule"] = "constant";
        TrainableModel model = FamilyCatalog.Get(family).Create(
            ConditionalCase.TargetOf(target), new FamilyOptions { Budget = target.Contains('|') ? 250 : layers == 1 ? 90 : 150, HiddenLayers = layers, BatchSize = family == "flow" ? 16 : 7, Bins = bins, Settings = settings });
        using var accelerator = ReferenceAccelerator.CreateDouble();
        using ReferenceEnsemble<double> ensemble = accelerator.CreateEnsemble(model.Definition, [5]);
        accelerator.Run([new Launch(ensemble, model.Initialise, 0, 1)]);
        ConditionalCase.Disturb(model, ensemble);
        StateSlot[] parameters = [.. model.Definition.State.Where(s => s.Role == StateRole.Parameter)];
        double[][] start = [.. parameters.Select(p => ensemble.ReadState(0, p))];
        Step();
        double[][] end = [.. parameters.Select(p => ensemble.ReadState(0, p))];
        int compared = 0;
        for (int p = 0; p < parameters.Length; p++)
        {
            if (!parameters[p].Name.StartsWith(network, StringComparison.Ordinal))
            {
                Assert.Equal(start[p], end[p]);
                continue;
            }

            for (int i = 0; i < start[p].Length; i++)
            {
                const double shift = 1e-5;
                double difference = (LossAt(p, i, shift) - LossAt(p, i, -shift)) / (2 * shift);
                Assert.Equal(difference, (start[p][i] - end[p][i]) / Rate, 1e-6);
                compared++;
            }
        }

        Assert.True(compared > 10);

        double LossAt(int p, int i, double shift)
        {
            for (int other = 0; other < parameters.Length; other++)
                ensemble.WriteState(0, parameters[other], start[other]);
            double[] moved = [.. start[p]];
            moved[i] += shift;
            ensemble.WriteState(0, parameters[p], moved);
            return Step();
        }

        double Step()
        {
            accelerator.Run([new Launch(ensemble, model.Train, 3, 1)]);
            return ensemble.ReadState(0, model.Definition.FindState(loss)!)[0];
        }
    }
}
