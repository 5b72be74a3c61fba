using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y = act(W^T x + b): W [m, k], x [m, columns], optional b [k, 1]; y [k, columns]. The adjoint of dense with respect to its input, and the way back of a tied-weight model (RBM).</summary>
public sealed class DenseTransposedOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "dense_transposed";

    /// <inheritdoc/>
    public override string Formula => "y = act(W^T x + b)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Summation;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 2, 3);
        (Shape w, Shape x) = (inputs[0], inputs[1]);
        if (w.IsBatched || w.Rows != x.Rows)
            throw Mismatch("needs W [m, k] (not batched) and x [m, columns]", inputs);
        if (inputs.Count == 3 && inputs[2] != Shape.Matrix(w.Columns, 1))
            throw Mismatch($"needs a bias [{w.Columns}, 1]", inputs);
        return x with { Rows = w.Columns };
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context)
    {
        ProgramBuilder g = context.Builder;
        Value d = DenseAdjoints.ThroughActivation(context);
        var adjoints = new Value?[context.Instruction.Inputs.Count];
        adjoints[0] = context.If(0, () => g.DenseBackwardWeight(context.Input(1), d));
        adjoints[1] = context.If(1, () => g.Dense(context.Input(0), d));
        if (adjoints.Length == 3)
            adjoints[2] = context.If(2, () => g.SumBatch(d));
        return adjoints;
    }

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => DenseAdjoints.Flops(instruction);
}
