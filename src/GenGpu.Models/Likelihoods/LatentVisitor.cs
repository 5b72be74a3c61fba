namespace GenGpu.Models.Likelihoods;

/// <summary>Receives a point of the latent grid and its weight.</summary>
/// <param name="latent">z.</param>
/// <param name="weight">Share of the prior's mass.</param>
internal delegate void LatentVisitor(ReadOnlySpan<double> latent, double weight);
