using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[r, 0] = sum or maximum over the columns (the batch) of x[r, c]: [rows, columns] to [rows, 1], not batched. Sums run in the canonical order of 16 lanes.</summary>
public sealed class ReduceBatchOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "reduce_batch";

    /// <inheritdoc/>
    public override string Formula => "y[r, 0] = sum | max over c of x[r, c]";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Summation;

    /// <inheritdoc/>
    public override bool ReducesBatch => true;

    /// <inheritdoc/>
    public override ReductionKind SliceCombination(OpAttributes attributes) => ((ReductionAttributes)attributes).Kind;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        if (((ReductionAttributes)attributes).Kind == ReductionKind.LogSumExp)
            throw Mismatch("has no LogSumExp over the batch; subtract the maximum and sum exponentials", inputs);
        return Shape.Matrix(inputs[0].Rows, 1);
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context)
    {
        ProgramBuilder g = context.Builder;
        Value d = context.OutputAdjoint;
        return context.Instruction.As<ReductionAttributes>().Kind == ReductionKind.Sum
            ? [d]
            : [g.Multiply(d, g.Equal(context.Input(0), context.Output))];
    }

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => instruction.Inputs[0].Shape.ElementCount;
}
