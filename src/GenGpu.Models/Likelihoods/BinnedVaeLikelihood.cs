using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>Likelihood of a categorical VAE with two latents: q_k = integral of N(z; 0, I) softmax(decoder(z))_k, by quadrature over z.</summary>
/// <param name="target">What the model learns.</param>
/// <param name="categories">The categories.</param>
/// <param name="hiddenLayers">Hidden layers of the decoder.</param>
public sealed class BinnedVaeLikelihood(Target target, CategoryGrid categories, int hiddenLayers) : CategoryLikelihood(target, categories)
{
    private const int CoarsePoints = 101;

    /// <inheritdoc/>
    public override string Method => "quadrature over 2 latents";

    private protected override (double[] LogMasses, double? LogPartition, double Error) LogMasses(ParameterReader reader, CancellationToken cancellation)
    {
        var decoder = new HostDecoder(reader, "decoder", hiddenLayers + 1);
        double[] coarse = Masses(decoder, CoarsePoints, cancellation);
        double[] fine = Masses(decoder, 2 * CoarsePoints - 1, cancellation);
        double error = coarse.Zip(fine, (a, b) => Math.Abs(a - b)).Max();
        return ([.. fine.Select(mass => Math.Log(mass))], null, error);
    }

    private static double[] Masses(HostDecoder decoder, int pointsPerAxis, CancellationToken cancellation)
    {
        double[] masses = new double[decoder.OutputRows];
        double[] powers = new double[masses.Length];
        LatentGrid.Visit(pointsPerAxis, (latent, weight) =>
        {
            ReadOnlySpan<double> logits = decoder.Decode(latent);
            double largest = logits[0];
            foreach (double logit in logits)
                largest = Math.Max(largest, logit);
            double total = 0;
            for (int category = 0; category < powers.Length; category++)
                total += powers[category] = Math.Exp(logits[category] - largest);
            for (int category = 0; category < powers.Length; category++)
                masses[category] += weight * powers[category] / total;
        }, cancellation);
        return masses;
    }
}
