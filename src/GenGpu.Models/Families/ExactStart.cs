using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>
/// Starts chains at exact draws of an RBM whose visibles can be enumerated. Chains that start anywhere else would have to cross between modes, which takes thousands of sweeps where these are well
/// separated. A softmax group has as many states as rows. One or two Gaussian visibles are drawn from a grid with weights exp(-F): the joint law of visibles and hidden units is a sum of Gaussians of
/// deviation s, whose sums over a grid of spacing d are off by a relative 2 exp(-2 pi^2 s^2 / d^2) only (5e-9 at d = s), so that the hidden units of the first sweep, and all that follows, have
/// the model's law.
/// </summary>
internal static class ExactStart
{
    private const long LargestHiddenGrid = 1L << 23;

    // Beyond six deviations of its outermost means a mixture of Gaussians has no mass that single precision sees.
    private const float Reach = 6;

    // A mode between two coarse nodes shows at the nearest of them with d^2 / 4 s^2 nats less at most: 16 at d = 8 s.
    private const float KeptNats = 40;

    /// <summary>Whether one or two Gaussian visibles can be enumerated beside so many hidden units.</summary>
    /// <param name="visibles">Number of visibles.</param>
    /// <param name="hiddenWidth">Number of hidden units.</param>
    public static bool CanEnumerate(int visibles, int hiddenWidth) => visibles <= 2 && (long)hiddenWidth * FinePoints(visibles) <= LargestHiddenGrid;

    /// <summary>Emits draws of a softmax group, one-hot: [rows, batch].</summary>
    /// <param name="g">The program.</param>
    /// <param name="rbm">The model.</param>
    /// <param name="site">Name of the draw site.</param>
    public static Value Softmax(ProgramBuilder g, RbmValues rbm, string site)
    {
        Value logits = rbm.VisibleBias + Column(g, g.SumRows(g.Softplus(rbm.Weight + rbm.HiddenBias)));
        return g.OneHot(g.Categorical(g.SoftmaxRows(logits), site), rbm.VisibleBias.Shape.Rows);
    }

    /// <summary>Emits draws of one or two Gaussian visibles from a grid: [visibles, batch].</summary>
    /// <param name="g">The program.</param>
    /// <param name="rbm">The model.</param>
    /// <param name="deviation">s, a scalar or one per visible.</param>
    /// <param name="site">Name of the draw site.</param>
    public static Value Gaussian(ProgramBuilder g, RbmValues rbm, Value deviation, string site)
    {
        int visibles = rbm.VisibleBias.Shape.Rows;

        // All means b + W^T h lie between the sums of the negative and of the positive weights.
        Value lower = rbm.VisibleBias + Column(g, g.SumRows(g.Minimum(rbm.Weight, 0f))) - deviation * Reach;
        Value upper = rbm.VisibleBias + Column(g, g.SumRows(g.Maximum(rbm.Weight, 0f))) + deviation * Reach;
        Value coarse = Nodes(g, "coarseGrid", visibles, CoarsePointsPerAxis(visibles), lower, upper);
        Value energies = rbm.NegativeFreeEnergies(coarse);
        Value kept = g.LessEqual(g.MaximumBatch(energies) - KeptNats, energies);
        Value spacing = (upper - lower) * (1f / CoarsePointsPerAxis(visibles));
        Value far = g.Constant(float.MaxValue);
        Value high = g.MaximumBatch(g.Where(kept, coarse, g.Negate(far))) + spacing;
        Value low = g.Negate(g.MaximumBatch(g.Where(kept, g.Negate(coarse), g.Negate(far)))) - spacing;
        Value fine = Nodes(g, "fineGrid", visibles, FinePointsPerAxis(visibles), low, high);
        Value weights = g.SoftmaxRows(Column(g, rbm.NegativeFreeEnergies(fine)));
        return g.Lookup(fine, g.Categorical(weights, site));
    }

    private static int CoarsePointsPerAxis(int visibles) => visibles == 1 ? 256 : 32;

    private static int FinePointsPerAxis(int visibles) => visibles == 1 ? 512 : 64;

    private static int FinePoints(int visibles) => visibles == 1 ? FinePointsPerAxis(1) : FinePointsPerAxis(2) * FinePointsPerAxis(2);

    /// <summary>The middles of equal cells between two corners, [visibles, points]; the last axis fastest.</summary>
    private static Value Nodes(ProgramBuilder g, string name, int visibles, int perAxis, Value lower, Value upper)
    {
        int points = visibles == 1 ? perAxis : perAxis * perAxis;
        float[] unit = new float[visibles * points];
        for (int point = 0; point < points; point++)
        {
            unit[((visibles - 1) * points) + point] = ((point % perAxis) + 0.5f) / perAxis;
            if (visibles == 2)
                unit[point] = ((point / perAxis) + 0.5f) / perAxis;
        }

        return g.MultiplyAdd(upper - lower, g.Buffer(g.Model.Buffer(name, visibles, points, unit)), lower);
    }

    /// <summary>A row as a column.</summary>
    private static Value Column(ProgramBuilder g, Value row) => g.DenseTransposed(row, g.Constant(1f));
}
