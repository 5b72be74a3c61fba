namespace GenGpu.Models.Sampling;

/// <summary>Where the annealed path ends.</summary>
public enum AnnealedTarget
{
    /// <summary>p = exp(-beta U): weights estimate Z.</summary>
    Boltzmann,

    /// <summary>p^2 / q, the density with the least variance of importance weights p / q (Midgley et al., Flow Annealed Importance Sampling Bootstrap, ICLR 2023): log target = -2 beta U - log q.</summary>
    SquaredOverProposal,
}
