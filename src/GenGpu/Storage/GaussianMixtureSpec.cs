namespace GenGpu.Storage;

/// <summary>
/// A mixture of Gaussians as a file states it, checked: density sum_k w_k N(x; mu_k, Sigma_k) with w_k > 0, sum_k w_k = 1, Sigma_k symmetric and positive definite.
/// </summary>
/// <param name="Weights">w_k, one per component.</param>
/// <param name="Means">mu_k, one per component, each of the mixture's dimension.</param>
/// <param name="Covariances">Sigma_k, one per component, row-major, dimension x dimension.</param>
/// <param name="Name">The name given in the file, or null.</param>
public sealed record GaussianMixtureSpec(double[] Weights, double[][] Means, double[][] Covariances, string? Name = null)
{
    /// <summary>Number of coordinates.</summary>
    public int Dimensions => Means[0].Length;
}
