using GenGpu.Core.Ops;

namespace GenGpu.Core.Programs;

/// <summary>The op table: every op there is. A new op needs two users or a measured gain.</summary>
public static class OpTable
{
    /// <summary>y = f(a, b, c).</summary>
    public static OpDefinition Elementwise { get; } = new ElementwiseOp();

    /// <summary>y = act(W x + b).</summary>
    public static OpDefinition Dense { get; } = new DenseOp();

    /// <summary>y = act(W^T x + b).</summary>
    public static OpDefinition DenseTransposed { get; } = new DenseTransposedOp();

    /// <summary>W = p q^T over the batch.</summary>
    public static OpDefinition DenseBackwardWeight { get; } = new DenseBackwardWeightOp();

    /// <summary>Reduction over rows.</summary>
    public static OpDefinition ReduceRows { get; } = new ReduceRowsOp();

    /// <summary>Reduction over the batch.</summary>
    public static OpDefinition ReduceBatch { get; } = new ReduceBatchOp();

    /// <summary>Softmax over rows.</summary>
    public static OpDefinition SoftmaxRows { get; } = new SoftmaxRowsOp();

    /// <summary>Rows of a value, a view.</summary>
    public static OpDefinition SliceRows { get; } = new SliceRowsOp();

    /// <summary>Rows to columns of the same samples, a view.</summary>
    public static OpDefinition SpaceToBatch { get; } = new SpaceToBatchOp();

    /// <summary>Inverse of SpaceToBatch, a view.</summary>
    public static OpDefinition BatchToSpace { get; } = new BatchToSpaceOp();

    /// <summary>Values below each other.</summary>
    public static OpDefinition ConcatenateRows { get; } = new ConcatenateRowsOp();

    /// <summary>Rows by constant indices.</summary>
    public static OpDefinition GatherRows { get; } = new GatherRowsOp();

    /// <summary>Adjoint of GatherRows.</summary>
    public static OpDefinition ScatterAddRows { get; } = new ScatterAddRowsOp();

    /// <summary>Cumulative sum over rows.</summary>
    public static OpDefinition CumulativeSumRows { get; } = new CumulativeSumRowsOp();

    /// <summary>Per-sample index into a table.</summary>
    public static OpDefinition Lookup { get; } = new LookupOp();

    /// <summary>Adjoint of Lookup.</summary>
    public static OpDefinition LookupBackward { get; } = new LookupBackwardOp();

    /// <summary>Index to one-hot.</summary>
    public static OpDefinition OneHot { get; } = new OneHotOp();

    /// <summary>Index of the largest row.</summary>
    public static OpDefinition ArgMaxRows { get; } = new ArgMaxRowsOp();

    /// <summary>Gradient barrier.</summary>
    public static OpDefinition StopGradient { get; } = new StopGradientOp();

    /// <summary>Straight-through estimator.</summary>
    public static OpDefinition StraightThrough { get; } = new StraightThroughOp();

    /// <summary>Number of the step.</summary>
    public static OpDefinition StepIndex { get; } = new StepIndexOp();

    /// <summary>Running number of the sample.</summary>
    public static OpDefinition SampleIndex { get; } = new SampleIndexOp();

    /// <summary>Uniform and normal draws.</summary>
    public static OpDefinition Draw { get; } = new DrawOp();

    /// <summary>Bernoulli draws.</summary>
    public static OpDefinition Bernoulli { get; } = new BernoulliOp();

    /// <summary>Categorical draws.</summary>
    public static OpDefinition Categorical { get; } = new CategoricalOp();

    /// <summary>Bias corrections of Adam.</summary>
    public static OpDefinition AdamCorrection { get; } = new AdamCorrectionOp();

    /// <summary>Adam update.</summary>
    public static OpDefinition Adam { get; } = new AdamOp();

    /// <summary>Gradient descent with momentum.</summary>
    public static OpDefinition Sgd { get; } = new SgdOp();

    /// <summary>Write of a state slot.</summary>
    public static OpDefinition Assign { get; } = new AssignOp();

    /// <summary>Report to the host.</summary>
    public static OpDefinition Report { get; } = new ReportOp();

    /// <summary>Stream to the host.</summary>
    public static OpDefinition Output { get; } = new OutputOp();

    /// <summary>Stream from the host.</summary>
    public static OpDefinition Input { get; } = new InputOp();

    /// <summary>Divergence check.</summary>
    public static OpDefinition CheckFinite { get; } = new CheckFiniteOp();

    /// <summary>All entries.</summary>
    public static IReadOnlyList<OpDefinition> All { get; } =
    [
        Elementwise, Dense, DenseTransposed, DenseBackwardWeight, ReduceRows, ReduceBatch, SoftmaxRows, SliceRows, SpaceToBatch, BatchToSpace, ConcatenateRows, GatherRows,
        ScatterAddRows, CumulativeSumRows, Lookup, LookupBackward, OneHot, ArgMaxRows, StopGradient, StraightThrough, StepIndex, SampleIndex,
        Draw, Bernoulli, Categorical, AdamCorrection, Adam, Sgd, Assign, Report, Output, Input, CheckFinite,
    ];
}
