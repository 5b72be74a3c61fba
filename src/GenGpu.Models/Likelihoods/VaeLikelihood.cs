using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>
/// Likelihood of a VAE with two latents, by quadrature over z. Squared error plus beta times the divergence is beta times the negative evidence bound of p(x|z) = N(mean, beta / 2 I), up to
/// a constant; so that is the density whose likelihood this is - not that of decoder means, which have none.
/// </summary>
/// <param name="target">What the model learns.</param>
/// <param name="hiddenLayers">Hidden layers of the decoder.</param>
public sealed class VaeLikelihood(Target target, int hiddenLayers) : DensityLikelihood(target)
{
    /// <inheritdoc/>
    public override string Method => "quadrature over 2 latents, decoder variance beta / 2";

    private protected override ModelDensity Read(ParameterReader reader, CancellationToken cancellation) =>
        new VaeDensity(new HostDecoder(reader, "decoder", hiddenLayers + 1), Math.Max(1e-12, 0.5 * reader.Hyper("beta")), cancellation);
}
