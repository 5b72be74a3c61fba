using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Benchmarks;

/// <summary>The ops at the shapes that the families of the classical benchmark give them, and dense layers up to 784 x 500; batch 128.</summary>
public static class OpBenchmarkCases
{
    /// <summary>Samples per application.</summary>
    public const int BatchSize = 128;

    private const int Rows = 16, Categories = 20, Parameters = 4096;

    /// <summary>All cases.</summary>
    public static IReadOnlyList<OpBenchmarkCase> All { get; } = [.. Dense(), .. Elementwise(), .. Rowwise(), .. Indexed(), .. Random(), .. Optimisers()];

    /// <summary>Ops that no case can time alone: they are views, effects on the host's side, a single scalar, or the same in every copy.</summary>
    public static IReadOnlyCollection<OpDefinition> Untimed { get; } =
    [
        OpTable.SliceRows, OpTable.SpaceToBatch, OpTable.BatchToSpace, OpTable.StopGradient, OpTable.StraightThrough, OpTable.StepIndex, OpTable.SampleIndex, OpTable.AdamCorrection, OpTable.Assign, OpTable.Report, OpTable.Output, OpTable.Input,
    ];

    private static IEnumerable<OpBenchmarkCase> Dense()
    {
        foreach ((int m, int k) in new[] { (13, 2), (1, 13), (13, 16), (69, 16), (128, 128), (500, 784) })
        {
            yield return Case($"dense {m}x{k}", (g, x, _) => g.Dense(x[0], x[1], x[2]), Matrix(m, k), Batched(k), Matrix(m, 1));
            yield return Case($"dense {m}x{k}, LeakyRelu", (g, x, _) => g.Dense(x[0], x[1], x[2], Activation.LeakyRelu), Matrix(m, k), Batched(k), Matrix(m, 1));
            yield return Case($"dense_transposed {m}x{k}", (g, x, _) => g.DenseTransposed(x[0], x[1]), Matrix(m, k), Batched(m));
            yield return Case($"dense_backward_weight {m}x{k}", (g, x, _) => g.DenseBackwardWeight(x[0], x[1]), Batched(m), Batched(k));
        }
    }

    private static IEnumerable<OpBenchmarkCase> Elementwise() =>
        Enum.GetValues<ElementwiseFunction>().Select(function =>
            Case($"elementwise {function}", (g, x, _) => g.Apply(function, x), [.. Enumerable.Repeat(Batched(Rows), ElementwiseFunctions.Get(function).Arity)]));

    private static IEnumerable<OpBenchmarkCase> Rowwise() =>
    [
        Case("reduce_rows Sum", (g, x, _) => g.SumRows(x[0]), Batched(Rows)),
        Case("reduce_rows LogSumExp", (g, x, _) => g.LogSumExpRows(x[0]), Batched(Categories)),
        Case("reduce_batch Sum", (g, x, _) => g.SumBatch(x[0]), Batched(Rows)),
        Case("reduce_batch Maximum", (g, x, _) => g.MaximumBatch(x[0]), Batched(Rows)),
        Case("softmax_rows", (g, x, _) => g.SoftmaxRows(x[0]), Batched(Categories)),
        Case("cumulative_sum_rows", (g, x, _) => g.CumulativeSumRows(x[0]), Batched(Categories)),
        Case("concatenate_rows", (g, x, _) => g.ConcatenateRows(x[0], x[1]), Batched(Rows), Batched(Rows)),
        Case("gather_rows", (g, x, _) => g.GatherRows(x[0], [.. Enumerable.Range(0, Rows).Reverse()]), Batched(Rows)),
        Case("scatter_add_rows", (g, x, _) => g.ScatterAddRows(x[0], [.. Enumerable.Range(0, Rows).Reverse()], Rows), Batched(Rows)),
    ];

    private static IEnumerable<OpBenchmarkCase> Indexed() =>
    [
        Case("lookup", (g, x, _) => g.Lookup(x[0], x[1]), Matrix(5, Categories), Index()),
        Case("lookup_backward", (g, x, _) => g.LookupBackward(x[0], x[1], Categories), Batched(5), Index()),
        Case("one_hot", (g, x, _) => g.OneHot(x[0], Categories), Index()),
        Case("argmax_rows", (g, x, _) => g.ArgMaxRows(x[0]), Batched(Categories)),
    ];

    private static IEnumerable<OpBenchmarkCase> Random() =>
    [
        Case("draw Uniform", (g, _, site) => g.Uniform(Rows, site)),
        Case("draw Normal", (g, _, site) => g.Normal(Rows, site)),
        Case("bernoulli", (g, x, site) => g.Bernoulli(x[0], site), Batched(Rows)),
        Case("categorical", (g, x, site) => g.Categorical(x[0], site), Batched(Categories)),
    ];

    private static IEnumerable<OpBenchmarkCase> Optimisers() =>
    [
        Case($"adam {Parameters}", (g, x, _) => Update(g, x, (slots, gradients) => g.Adam(slots, gradients, g.Constant(1e-3f))), Matrix(Parameters, 1), Matrix(Parameters, 1)),
        Case($"sgd {Parameters}", (g, x, _) => Update(g, x, (slots, gradients) => g.Sgd(slots, gradients, g.Constant(1e-3f))), Matrix(Parameters, 1), Matrix(Parameters, 1)),
        Case("check_finite", (g, x, site) =>
        {
            g.CheckFinite(x[0], site);
            return null;
        }, Batched(Rows)),
    ];

    private static Value? Update(ProgramBuilder g, Value[] x, Action<IReadOnlyList<StateSlot>, IReadOnlyList<Value>> update)
    {
        update([x[0].State!], [x[1]]);
        return null;
    }

    private static OpBenchmarkCase Case(string name, Func<ProgramBuilder, Value[], string, Value?> emit, params (Shape, float)[] inputs) => new(name, inputs, emit);

    private static (Shape, float) Matrix(int rows, int columns) => (Shape.Matrix(rows, columns), 1f);

    private static (Shape, float) Batched(int rows) => (Shape.Batched(rows, BatchSize), 1f);

    private static (Shape, float) Index() => (Shape.Batched(1, BatchSize), Categories);
}
