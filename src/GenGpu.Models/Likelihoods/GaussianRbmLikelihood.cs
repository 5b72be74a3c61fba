using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>Exact likelihood of an RBM with Gaussian visibles: one or two of them, or at most 20 hidden units.</summary>
/// <param name="target">What the model learns.</param>
/// <param name="hiddenWidth">Number of hidden units.</param>
public sealed class GaussianRbmLikelihood(Target target, int hiddenWidth) : DensityLikelihood(target)
{
    /// <inheritdoc/>
    public override string Method { get; } = hiddenWidth <= RbmParameters.LargestEnumeration
        ? $"enumeration of {hiddenWidth} hidden units"
        : $"quadrature over {target.Dimensions} visible{(target.Dimensions == 1 ? "" : "s")}";

    /// <summary>Whether the likelihood is cheap for such a model.</summary>
    /// <param name="visibles">Number of visibles.</param>
    /// <param name="hiddenWidth">Number of hidden units.</param>
    public static bool IsCheap(int visibles, int hiddenWidth) => visibles <= 2 || hiddenWidth <= RbmParameters.LargestEnumeration;

    private protected override ModelDensity Read(ParameterReader reader, CancellationToken cancellation)
    {
        RbmParameters parameters = RbmParameters.Read(reader);
        double[] sigma = reader.HasState("logSigma")
            ? Array.ConvertAll(reader.State("logSigma"), Math.Exp)
            : [.. Enumerable.Repeat(reader.Hyper("visibleSigma"), parameters.Visibles)];
        return new GaussianRbmDensity(parameters, sigma, cancellation);
    }
}
