using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[0, c] = sum, maximum or log-sum-exp over r of x[r, c]: [rows, columns] to [1, columns].</summary>
public sealed class ReduceRowsOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "reduce_rows";

    /// <inheritdoc/>
    public override string Formula => "y[0, c] = sum | max | logsumexp over r of x[r, c]";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Summation;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        return inputs[0] with { Rows = 1 };
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context)
    {
        ProgramBuilder g = context.Builder;
        Value d = context.OutputAdjoint;
        return context.Instruction.As<ReductionAttributes>().Kind switch
        {
            ReductionKind.Sum => [d],
            ReductionKind.Maximum => [g.Multiply(d, g.Equal(context.Input(0), context.Output))],
            _ => [g.Multiply(d, g.SoftmaxRows(context.Input(0)))],
        };
    }

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) =>
        (instruction.As<ReductionAttributes>().Kind == ReductionKind.LogSumExp ? 20.0 : 1.0) * instruction.Inputs[0].Shape.ElementCount;
}
