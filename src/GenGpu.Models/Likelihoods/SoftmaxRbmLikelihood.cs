using GenGpu.Models.Targets;

namespace GenGpu.Models.Likelihoods;

/// <summary>Exact likelihood of an RBM with one softmax visible group: its N states are enumerated, -F(e_k) = b_k + sum softplus(c + W e_k).</summary>
/// <param name="target">What the model learns.</param>
/// <param name="categories">The categories.</param>
public sealed class SoftmaxRbmLikelihood(Target target, CategoryGrid categories) : CategoryLikelihood(target, categories)
{
    /// <inheritdoc/>
    public override string Method { get; } = $"enumeration of {categories.Count} states";

    private protected override (double[] LogMasses, double? LogPartition, double Error) LogMasses(ParameterReader reader, CancellationToken cancellation)
    {
        RbmParameters parameters = RbmParameters.Read(reader);
        double[] scores = new double[parameters.Visibles];
        double[] state = new double[parameters.Visibles];
        for (int category = 0; category < scores.Length; category++)
        {
            state[category] = 1;
            scores[category] = parameters.VisibleBias[category] + parameters.HiddenTerm(state);
            state[category] = 0;
        }

        double logPartition = LogSum.Exp(scores);
        return ([.. scores.Select(score => score - logPartition)], logPartition, 0);
    }
}
