using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Likelihoods;

/// <summary>
/// The exact likelihood of a model, computed on the host in double precision from its parameters. It belongs to the model's density, not to its
/// sampler: beside it stands the divergence of the samples, and their difference is what the sampler adds (mixing, missing decoder noise).
/// </summary>
public abstract class LikelihoodEvaluator
{
    /// <summary>How the likelihood is computed, for tables: <c>quadrature over 2 visibles</c>, <c>enumeration of 20 states</c>.</summary>
    public abstract string Method { get; }

    /// <summary>Whether the evaluation runs programs of the model; it then needs the accelerator, which runs one call at a time.</summary>
    public virtual bool RunsPrograms => false;

    /// <summary>Evaluates one model with the accelerator that holds it; what runs no programs does without.</summary>
    /// <param name="accelerator">What the ensemble belongs to.</param>
    /// <param name="ensemble">Holds the parameters.</param>
    /// <param name="model">Index of the model.</param>
    /// <param name="heldOut">As in the other method.</param>
    /// <param name="cancellation">As in the other method.</param>
    /// <returns>What could be computed.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public virtual LikelihoodReport Evaluate(IAccelerator accelerator, IEnsemble ensemble, int model, ReadOnlyMemory<float> heldOut = default, CancellationToken cancellation = default) =>
        Evaluate(ensemble, model, heldOut, cancellation);

    /// <summary>Evaluates one model.</summary>
    /// <param name="ensemble">Holds the parameters.</param>
    /// <param name="model">Index of the model.</param>
    /// <param name="heldOut">
    /// Points [dimensions, count] in the units that the model is trained in, whose mean log-likelihood is wanted where the target knows no density; may be empty.
    /// </param>
    /// <param name="cancellation">Ends quadrature and enumeration within milliseconds.</param>
    /// <returns>What could be computed.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public abstract LikelihoodReport Evaluate(IEnsemble ensemble, int model, ReadOnlyMemory<float> heldOut = default, CancellationToken cancellation = default);
}
