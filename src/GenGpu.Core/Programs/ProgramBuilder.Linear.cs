using GenGpu.Core.Ops;

namespace GenGpu.Core.Programs;

/// <content>Dense layers, reductions, rows.</content>
public sealed partial class ProgramBuilder
{
    /// <summary>act(W x + b).</summary>
    /// <param name="weight">W [m, k], not batched.</param>
    /// <param name="x">Input [k, columns].</param>
    /// <param name="bias">b [m, 1], or null.</param>
    /// <param name="activation">Fused activation.</param>
    /// <param name="negativeSlope">Slope of LeakyRelu, positive.</param>
    public Value Dense(Value weight, Value x, Value? bias = null, Activation activation = Activation.None, float negativeSlope = 0.01f) =>
        Emit(OpTable.Dense, DenseConstants(activation, negativeSlope), bias is null ? [weight, x] : [weight, x, bias]);

    /// <summary>act(W^T x + b).</summary>
    /// <param name="weight">W [m, k], not batched.</param>
    /// <param name="x">Input [m, columns].</param>
    /// <param name="bias">b [k, 1], or null.</param>
    /// <param name="activation">Fused activation.</param>
    /// <param name="negativeSlope">Slope of LeakyRelu, positive.</param>
    public Value DenseTransposed(Value weight, Value x, Value? bias = null, Activation activation = Activation.None, float negativeSlope = 0.01f) =>
        Emit(OpTable.DenseTransposed, DenseConstants(activation, negativeSlope), bias is null ? [weight, x] : [weight, x, bias]);

    /// <summary>p q^T, summed over the batch.</summary>
    /// <param name="p">[m, columns].</param>
    /// <param name="q">[k, columns].</param>
    public Value DenseBackwardWeight(Value p, Value q) => Emit(OpTable.DenseBackwardWeight, OpAttributes.None, p, q);

    /// <summary>Sum over rows: [rows, columns] to [1, columns].</summary>
    /// <param name="x">Operand.</param>
    public Value SumRows(Value x) => x.Shape.Rows == 1 ? x : Emit(OpTable.ReduceRows, new ReductionAttributes(ReductionKind.Sum), x);

    /// <summary>Maximum over rows: [rows, columns] to [1, columns].</summary>
    /// <param name="x">Operand.</param>
    public Value MaximumRows(Value x) => x.Shape.Rows == 1 ? x : Emit(OpTable.ReduceRows, new ReductionAttributes(ReductionKind.Maximum), x);

    /// <summary>log(sum over rows of exp(x)), stable: [rows, columns] to [1, columns].</summary>
    /// <param name="x">Operand.</param>
    public Value LogSumExpRows(Value x) => x.Shape.Rows == 1 ? x : Emit(OpTable.ReduceRows, new ReductionAttributes(ReductionKind.LogSumExp), x);

    /// <summary>Sum over the batch (the columns): [rows, columns] to [rows, 1].</summary>
    /// <param name="x">Operand.</param>
    public Value SumBatch(Value x) => x.Shape is { Columns: 1, IsBatched: false } ? x : Emit(OpTable.ReduceBatch, new ReductionAttributes(ReductionKind.Sum), x);

    /// <summary>Maximum over the batch (the columns): [rows, columns] to [rows, 1].</summary>
    /// <param name="x">Operand.</param>
    public Value MaximumBatch(Value x) => x.Shape is { Columns: 1, IsBatched: false } ? x : Emit(OpTable.ReduceBatch, new ReductionAttributes(ReductionKind.Maximum), x);

    /// <summary>Mean over the batch: [rows, columns] to [rows, 1].</summary>
    /// <param name="x">Operand.</param>
    public Value MeanBatch(Value x) => Multiply(SumBatch(x), 1f / x.Shape.Columns);

    /// <summary>Mean over all elements: a scalar.</summary>
    /// <param name="x">Operand.</param>
    public Value Mean(Value x) => Multiply(Sum(x), (float)(1.0 / x.Shape.ElementCount));

    /// <summary>Sum over all elements: a scalar.</summary>
    /// <param name="x">Operand.</param>
    public Value Sum(Value x) => SumBatch(SumRows(x));

    /// <summary>Softmax over rows.</summary>
    /// <param name="logits">[rows, columns].</param>
    public Value SoftmaxRows(Value logits) => Emit(OpTable.SoftmaxRows, OpAttributes.None, logits);

    /// <summary>Rows start to start + count - 1: a view.</summary>
    /// <param name="x">Operand.</param>
    /// <param name="start">First row.</param>
    /// <param name="count">Number of rows.</param>
    public Value SliceRows(Value x, int start, int count) =>
        start == 0 && count == x.Shape.Rows ? x : Emit(OpTable.SliceRows, new RowRangeAttributes(start, count), x);

    /// <summary>Operands below each other.</summary>
    /// <param name="parts">Operands with the same columns.</param>
    public Value ConcatenateRows(params Value[] parts) => parts.Length == 1 ? parts[0] : Emit(OpTable.ConcatenateRows, OpAttributes.None, parts);

    /// <summary>Rows by constant indices.</summary>
    /// <param name="x">Operand.</param>
    /// <param name="indices">Rows to take, in order, repetitions allowed.</param>
    public Value GatherRows(Value x, IReadOnlyList<int> indices) => Emit(OpTable.GatherRows, new RowIndexAttributes([.. indices]), x);

    /// <summary>Adds row r of x to row indices[r] of a result that starts at zero.</summary>
    /// <param name="x">Operand.</param>
    /// <param name="indices">Target row of each row.</param>
    /// <param name="rows">Rows of the result.</param>
    public Value ScatterAddRows(Value x, IReadOnlyList<int> indices, int rows) => Emit(OpTable.ScatterAddRows, new RowIndexAttributes([.. indices], rows), x);

    /// <summary>Cumulative sum over rows.</summary>
    /// <param name="x">Operand.</param>
    /// <param name="reverse">From the last row up.</param>
    public Value CumulativeSumRows(Value x, bool reverse = false) => Emit(OpTable.CumulativeSumRows, new CumulativeSumAttributes(reverse), x);

    /// <summary>table[:, index] per sample.</summary>
    /// <param name="table">[rows, n], not batched.</param>
    /// <param name="index">[1, columns], whole numbers as floats.</param>
    public Value Lookup(Value table, Value index) => Emit(OpTable.Lookup, OpAttributes.None, table, index);

    /// <summary>Adjoint of Lookup: sums samples into the columns that they index.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="index">[1, columns].</param>
    /// <param name="size">Columns n of the table.</param>
    public Value LookupBackward(Value x, Value index, int size) => Emit(OpTable.LookupBackward, new SizeAttributes(size), x, index);

    /// <summary>One-hot columns from an index.</summary>
    /// <param name="index">[1, columns], whole numbers as floats.</param>
    /// <param name="classes">Rows of the result.</param>
    public Value OneHot(Value index, int classes) => Emit(OpTable.OneHot, new SizeAttributes(classes), index);

    /// <summary>Index of the largest row, per column.</summary>
    /// <param name="x">Operand.</param>
    public Value ArgMaxRows(Value x) => Emit(OpTable.ArgMaxRows, OpAttributes.None, x);

    /// <summary>The value, without gradient.</summary>
    /// <param name="x">Operand.</param>
    public Value StopGradient(Value x) => Emit(OpTable.StopGradient, OpAttributes.None, x);

    /// <summary>The hard value, with the gradient of the soft one.</summary>
    /// <param name="hard">Value of the result.</param>
    /// <param name="soft">Receiver of the gradient.</param>
    public Value StraightThrough(Value hard, Value soft) => Emit(OpTable.StraightThrough, OpAttributes.None, hard, soft);

    /// <summary>Reduces the adjoint of a broadcast operand to the operand's shape. Axes that the adjoint itself broadcasts are multiplied by their length.</summary>
    /// <param name="adjoint">An adjoint of the result, of a shape that broadcasts to it.</param>
    /// <param name="result">Shape of the result.</param>
    /// <param name="operand">Shape of the operand.</param>
    internal Value ReduceTo(Value adjoint, Shape result, Shape operand)
    {
        if (result.Rows != operand.Rows)
            adjoint = adjoint.Shape.Rows == 1 ? Multiply(adjoint, result.Rows) : SumRows(adjoint);
        if (result.IsBatched != operand.IsBatched || result.Columns != operand.Columns)
            adjoint = adjoint.Shape is { IsBatched: false, Columns: 1 } ? Multiply(adjoint, result.Columns) : SumBatch(adjoint);
        return adjoint;
    }

    private static DenseAttributes DenseConstants(Activation activation, float negativeSlope) =>
        new(activation, activation == Activation.LeakyRelu ? negativeSlope : 0f);
}
