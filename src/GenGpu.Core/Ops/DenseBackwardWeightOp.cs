using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>W = p q^T, summed over the batch: p [m, columns], q [k, columns]; W [m, k]. The adjoint of dense with respect to its weight, with p the adjoint of the output and q the input.</summary>
public sealed class DenseBackwardWeightOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "dense_backward_weight";

    /// <inheritdoc/>
    public override string Formula => "W = p q^T, summed over the batch";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Summation;

    /// <inheritdoc/>
    public override bool ReducesBatch => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 2, 2);
        if (inputs[0].Columns != inputs[1].Columns || inputs[0].IsBatched != inputs[1].IsBatched)
            throw Mismatch("needs two operands with the same columns", inputs);
        return Shape.Matrix(inputs[0].Rows, inputs[1].Rows);
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context)
    {
        ProgramBuilder g = context.Builder;
        Value d = context.FullOutputAdjoint;
        return
        [
            context.If(0, () => g.Dense(d, context.Input(1))),
            context.If(1, () => g.DenseTransposed(d, context.Input(0))),
        ];
    }

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => 2.0 * instruction.Output.Shape.ElementCount * instruction.Inputs[0].Shape.Columns;
}
