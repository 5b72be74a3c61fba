using GenGpu.Models.Adversarial;

namespace GenGpu.Models.Families;

/// <summary>
/// Generative adversarial network (Goodfellow et al. 2014): generator latent -> H -> D, discriminator D -> H -> 1, with the non-saturating or the minimax loss, R1 and packing where asked for
/// (<see cref="CrossEntropyObjective"/>, <see cref="AdversarialNetworks"/>).
/// </summary>
public sealed class GanFamily : AdversarialFamily
{
    /// <inheritdoc/>
    public override string Name => "gan";

    /// <inheritdoc/>
    public override string Description => "generative adversarial network, non-saturating or minimax loss, Adam";

    /// <inheritdoc/>
    public override IReadOnlyList<SettingDescription> Settings { get; } =
    [
        .. Optimizer.Settings(2e-4f, 0.5f),
        new("generatorLearningRate", 2e-4f, "learning rate of the generator", 0) { Absent = "as learningRate" },
        new("discriminatorLearningRate", 2e-4f, "learning rate of the discriminator", 0) { Absent = "as learningRate" },
        .. CrossEntropyObjective.Settings,
        .. SharedSettings,
    ];

    /// <inheritdoc/>
    private protected override string JudgeName => "discriminator";

    /// <inheritdoc/>
    private protected override bool IsCritic => false;

    /// <inheritdoc/>
    private protected override AdversarialObjective ObjectiveOf(FamilySettings settings) => new CrossEntropyObjective(settings);
}
