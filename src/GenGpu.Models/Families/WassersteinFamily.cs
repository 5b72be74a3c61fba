using GenGpu.Core.Programs;
using GenGpu.Models.Adversarial;

namespace GenGpu.Models.Families;

/// <summary>
/// Wasserstein GAN: generator latent -> H -> D, critic D -> H -> 1 with several updates per step. <c>wgan</c> clips the critic's weights (Arjovsky, Chintala and Bottou 2017; RMSProp 5e-5), <c>wgan-gp</c>
/// penalises its slope (Gulrajani et al. 2017; Adam 1e-4 with beta1 = 0, beta2 = 0.9); see <see cref="WassersteinObjective"/>.
/// </summary>
/// <param name="isPenalised">Whether the family is <c>wgan-gp</c>.</param>
public sealed class WassersteinFamily(bool isPenalised) : AdversarialFamily
{
    /// <inheritdoc/>
    public override string Name => isPenalised ? "wgan-gp" : "wgan";

    /// <inheritdoc/>
    public override string Description => isPenalised
        ? "Wasserstein GAN with a penalty on the critic's slope, Adam"
        : "Wasserstein GAN with clipped weights of the critic, RMSProp";

    /// <inheritdoc/>
    public override IReadOnlyList<SettingDescription> Settings { get; } =
    [
        .. isPenalised ? Optimizer.Settings(1e-4f, 0, beta2: 0.9f) : Optimizer.Settings(5e-5f, 0, optimizer: "rmsprop", beta2: 0.99f),
        new("generatorLearningRate", isPenalised ? 1e-4f : 5e-5f, "learning rate of the generator", 0) { Absent = "as learningRate" },
        new("criticLearningRate", isPenalised ? 1e-4f : 5e-5f, "learning rate of the critic", 0) { Absent = "as learningRate" },
        new("criticSteps", 5, "updates of the critic per step", 1, 1024, IsWhole: true),
        isPenalised
            ? new("gradientPenalty", 10, "weight of (|slope of the critic| - 1)^2 between data and samples", 0, 1e6f)
            : new("clip", 0.01f, "the critic's weights are kept in [-clip, clip]", 1e-6f, 1e6f),
        .. SharedSettings,
    ];

    /// <inheritdoc/>
    private protected override string JudgeName => "critic";

    /// <inheritdoc/>
    private protected override bool IsCritic => true;

    /// <inheritdoc/>
    private protected override AdversarialObjective ObjectiveOf(FamilySettings settings) => new WassersteinObjective(settings, isPenalised);

    /// <inheritdoc/>
    private protected override HyperSlot JudgeUpdates(FamilySettings settings, ModelBuilder model) => settings.Hyper(model, "criticSteps");
}
