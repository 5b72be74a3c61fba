using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>Exact likelihood of an RBM with binary visibles when one side has at most 20 units: the states of that side are enumerated.</summary>
/// <param name="target">Zeros and ones.</param>
/// <param name="hiddenWidth">Number of hidden units.</param>
public sealed class BinaryRbmLikelihood(Target target, int hiddenWidth) : LikelihoodEvaluator
{
    /// <inheritdoc/>
    public override string Method { get; } = target.Dimensions <= hiddenWidth
        ? $"enumeration of {target.Dimensions} visibles"
        : $"enumeration of {hiddenWidth} hidden units";

    /// <summary>Whether the likelihood is cheap for such a model.</summary>
    /// <param name="visibles">Number of visibles.</param>
    /// <param name="hiddenWidth">Number of hidden units.</param>
    public static bool IsCheap(int visibles, int hiddenWidth) => Math.Min(visibles, hiddenWidth) <= RbmParameters.LargestEnumeration;

    /// <inheritdoc/>
    public override LikelihoodReport Evaluate(IEnsemble ensemble, int model, ReadOnlyMemory<float> heldOut = default, CancellationToken cancellation = default)
    {
        RbmParameters parameters = RbmParameters.Read(new ParameterReader(ensemble, model));
        double logPartition = LogPartition(parameters, cancellation);
        if (heldOut.IsEmpty)
            return new LikelihoodReport(Method, null, null, logPartition, 0);
        float[] points = heldOut.ToArray();
        target.Standardisation.Backward(points);
        int count = points.Length / parameters.Visibles;
        double[] state = new double[parameters.Visibles];
        double sum = 0;
        for (int index = 0; index < count; index++)
        {
            for (int axis = 0; axis < state.Length; axis++)
                state[axis] = points[axis * count + index] > 0.5f ? 1 : 0;
            sum += NegativeFreeEnergy(parameters, state) - logPartition;
        }

        return new LikelihoodReport(Method, null, sum / count, logPartition, 0);
    }

    private static double NegativeFreeEnergy(RbmParameters parameters, double[] visible)
    {
        double sum = parameters.HiddenTerm(visible);
        for (int axis = 0; axis < visible.Length; axis++)
            sum += visible[axis] * parameters.VisibleBias[axis];
        return sum;
    }

    private static double LogPartition(RbmParameters parameters, CancellationToken cancellation)
    {
        if (parameters.Visibles <= parameters.Hiddens)
            return RbmParameters.LogSumOverStates(parameters.Visibles, visible => NegativeFreeEnergy(parameters, visible), cancellation);
        // The roles of the sides are symmetric: transpose.
        double[] transposed = new double[parameters.Weight.Length];
        for (int hidden = 0; hidden < parameters.Hiddens; hidden++)
        {
            for (int visible = 0; visible < parameters.Visibles; visible++)
                transposed[visible * parameters.Hiddens + hidden] = parameters.Weight[hidden * parameters.Visibles + visible];
        }

        var swapped = new RbmParameters(transposed, parameters.HiddenBias, parameters.VisibleBias);
        return RbmParameters.LogSumOverStates(swapped.Visibles, hidden => NegativeFreeEnergy(swapped, hidden), cancellation);
    }
}
