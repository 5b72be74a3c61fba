namespace GenGpu.Evaluation;

/// <summary>How target samples were made.</summary>
public enum ReferenceMethod
{
    /// <summary>Independent samples of the exact law.</summary>
    Exact,

    /// <summary>Chains of Hamiltonian Monte Carlo.</summary>
    HamiltonianMonteCarlo,

    /// <summary>Chains of parallel tempering.</summary>
    ParallelTempering,
}
