using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>table[r, i] = sum over c with index[0, c] = i of x[r, c]: the adjoint of lookup, x [rows, columns] to [rows, n]; samples in ascending order.</summary>
public sealed class LookupBackwardOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "lookup_backward";

    /// <inheritdoc/>
    public override string Formula => "table[r, index[0, c]] += x[r, c], from zero";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Summation;

    /// <inheritdoc/>
    public override bool ReducesBatch => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 2, 2);
        if (inputs[1].Rows != 1 || inputs[1].Columns != inputs[0].Columns || inputs[1].IsBatched != inputs[0].IsBatched)
            throw Mismatch("needs x [rows, columns] and an index [1, columns]", inputs);
        return Shape.Matrix(inputs[0].Rows, ((SizeAttributes)attributes).Size);
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) =>
        [context.If(0, () => context.Builder.Lookup(context.FullOutputAdjoint, context.Input(1))), null];

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => instruction.Inputs[0].Shape.ElementCount;
}
