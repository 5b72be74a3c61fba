using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y = act(W x + b): W [m, k], x [k, columns], optional b [m, 1]; y [m, columns].</summary>
public sealed class DenseOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "dense";

    /// <inheritdoc/>
    public override string Formula => "y = act(W x + b)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Summation;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 2, 3);
        (Shape w, Shape x) = (inputs[0], inputs[1]);
        if (w.IsBatched || w.Columns != x.Rows)
            throw Mismatch("needs W [m, k] (not batched) and x [k, columns]", inputs);
        if (inputs.Count == 3 && inputs[2] != Shape.Matrix(w.Rows, 1))
            throw Mismatch($"needs a bias [{w.Rows}, 1]", inputs);
        return x with { Rows = w.Rows };
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context)
    {
        ProgramBuilder g = context.Builder;
        Value d = DenseAdjoints.ThroughActivation(context);
        var adjoints = new Value?[context.Instruction.Inputs.Count];
        adjoints[0] = context.If(0, () => g.DenseBackwardWeight(d, context.Input(1)));
        adjoints[1] = context.If(1, () => g.DenseTransposed(context.Input(0), d));
        if (adjoints.Length == 3)
            adjoints[2] = context.If(2, () => g.SumBatch(d));
        return adjoints;
    }

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => DenseAdjoints.Flops(instruction);
}
