namespace GenGpu.Reports;

/// <summary>The decoder's mean over a square grid of two latents.</summary>
/// <param name="Lower">Smallest latent coordinate on both axes.</param>
/// <param name="Upper">Largest latent coordinate on both axes.</param>
/// <param name="PointsPerAxis">Grid points per axis, at least 2; the first and last lie on the ends.</param>
/// <param name="Means">Decoder means, [outputs, PointsPerAxis * PointsPerAxis], the point index being i2 * PointsPerAxis + i1.</param>
/// <param name="OutputNames">One name per output.</param>
public sealed record LatentManifold(double Lower, double Upper, int PointsPerAxis, ReadOnlyMemory<float> Means, IReadOnlyList<string> OutputNames);
