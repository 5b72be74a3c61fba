using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>The exact likelihood of a flow, computed by its density program on the accelerator that holds it: by quadrature in one and two dimensions, otherwise at held-out points.</summary>
/// <param name="target">What the flow learns.</param>
internal sealed class FlowLikelihood(Target target) : LikelihoodEvaluator
{
    /// <inheritdoc/>
    public override string Method => "closed form";

    /// <inheritdoc/>
    public override bool RunsPrograms => true;

    /// <inheritdoc/>
    public override LikelihoodReport Evaluate(IEnsemble ensemble, int model, ReadOnlyMemory<float> heldOut = default, CancellationToken cancellation = default) =>
        throw new InvalidOperationException("The likelihood of a flow is a program: evaluate it with its accelerator.");

    /// <inheritdoc/>
    public override LikelihoodReport Evaluate(IAccelerator accelerator, IEnsemble ensemble, int model, ReadOnlyMemory<float> heldOut = default, CancellationToken cancellation = default)
    {
        LikelihoodReport At(double scale) => new OfScale(target, accelerator, scale).Evaluate(ensemble, model, heldOut, cancellation);

        // A flow may be narrow anywhere: a second rule, twice as coarse, says whether the first was fine enough.
        LikelihoodReport fine = At(target.SmallestScale / 4);
        LikelihoodReport coarse = At(target.SmallestScale / 2);
        double error = fine.KlDivergence is { } a && coarse.KlDivergence is { } b ? Math.Abs(a - b) : 0;
        return fine with { ErrorEstimate = error };
    }

    private sealed class OfScale(Target target, IAccelerator accelerator, double scale) : DensityLikelihood(target)
    {
        public override string Method => "closed form";

        private protected override ModelDensity Read(ParameterReader reader, CancellationToken cancellation) =>
            new FlowDensity(accelerator, reader.Ensemble, reader.Model, scale);
    }
}
