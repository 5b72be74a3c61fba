namespace GenGpu.Models.Likelihoods;

/// <summary>The trapezoid rule over two standard normal latents: equally spaced points on [-6.5, 6.5]^2 (all but 2e-10 of the mass) with normalised weights.</summary>
internal static class LatentGrid
{
    private const double Range = 6.5;

    /// <summary>Calls an action with every point and its weight.</summary>
    /// <param name="pointsPerAxis">Points per axis.</param>
    /// <param name="visit">Receives z and the weight.</param>
    /// <param name="cancellation">Looked at before every row of points.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static void Visit(int pointsPerAxis, LatentVisitor visit, CancellationToken cancellation)
    {
        double spacing = 2 * Range / (pointsPerAxis - 1);
        double[] weights = new double[pointsPerAxis];
        for (int index = 0; index < pointsPerAxis; index++)
            weights[index] = Math.Exp(-0.5 * Math.Pow(-Range + index * spacing, 2));
        double total = weights.Sum();
        Span<double> latent = stackalloc double[2];
        for (int row = 0; row < pointsPerAxis; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            latent[0] = -Range + row * spacing;
            for (int column = 0; column < pointsPerAxis; column++)
            {
                latent[1] = -Range + column * spacing;
                visit(latent, weights[row] * weights[column] / (total * total));
            }
        }
    }
}
