using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Adversarial;

/// <summary>
/// The judge is a discriminator D = sigmoid(score) with binary cross entropy, label y = 1 - labelSmoothing on data (Salimans et al. 2016) and 0 on generated samples. The generator minimises
/// -E log D(G(z)) or, with loss=minimax, E log(1 - D(G(z))) (Goodfellow et al. 2014, equation 1). R1 adds r1Weight / 2 E |grad_x score(x)|^2 on data (Mescheder, Geiger and Nowozin 2018, equation 9).
/// </summary>
/// <param name="settings">The settings.</param>
internal sealed class CrossEntropyObjective(FamilySettings settings) : AdversarialObjective
{
    /// <summary>The settings of a family.</summary>
    public static IReadOnlyList<SettingDescription> Settings { get; } =
    [
        SettingDescription.Choice("loss", "what the generator minimises: -log D (nonSaturating) or log(1 - D) (minimax)", "nonSaturating", "minimax"),
        new("labelSmoothing", 0.1f, "the discriminator's label on data is 1 - labelSmoothing", 0, 1),
        new("r1Weight", 0, "weight of R1, half the squared slope of the discriminator's logit on data", 0, 1e6f),
    ];

    /// <inheritdoc/>
    public override Value JudgeLoss(ProgramBuilder g, ConditionedNetwork judge, Value real, Func<Value> fake)
    {
        // Binary cross entropy with logits, softplus(x) - y x, means over the batch.
        Value onData = judge.Forward(g, real);
        Value onSamples = judge.Forward(g, fake());
        Value label = 1f - g.Hyper(settings.Hyper(g.Model, "labelSmoothing"));
        Value loss = g.Mean(g.Softplus(onData)) - label * g.Mean(onData) + g.Mean(g.Softplus(onSamples));
        if (settings.IsGiven("r1Weight"))
        {
            Value penalty = g.Mean(SquaredSlope(g, onData, real));
            g.Report("r1", penalty);
            loss += g.Hyper(settings.Hyper(g.Model, "r1Weight")) * 0.5f * penalty;
        }

        g.Report("discriminatorLoss", loss);
        return loss;
    }

    /// <inheritdoc/>
    // -log D = softplus(-x) = softplus(x) - x; log(1 - D) = -softplus(x).
    public override Value GeneratorLoss(ProgramBuilder g, Value score) => settings.Choice("loss") == "minimax"
        ? -g.Mean(g.Softplus(score))
        : g.Mean(g.Softplus(score)) - g.Mean(score);
}
