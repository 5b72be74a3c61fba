using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y = f(a, b, c), element by element, with broadcasting; the function is an entry of <see cref="ElementwiseFunctions"/>.</summary>
public sealed class ElementwiseOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "elementwise";

    /// <inheritdoc/>
    public override string Formula => "y = f(a, b, c), broadcasting rows and columns";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Polynomial;

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        var own = (ElementwiseAttributes)attributes;
        int arity = ElementwiseFunctions.Get(own.Function).Arity;
        if (inputs.Count != arity)
            throw Mismatch($"{own.Function} takes {arity} operand(s)", inputs);
        Shape[] all = own.Target is { } target ? [.. inputs, target] : [.. inputs];
        Shape result = Broadcast.Combine(all)
            ?? throw Mismatch($"{own.Function} needs equal rows and columns, or 1 to broadcast (a matrix with several columns does not broadcast over the batch, and one column per sample not over its sites: see space_to_batch)", all);
        if (own.Target is { } wanted && wanted != result)
            throw Mismatch($"cannot broadcast to {wanted}", inputs);
        return result;
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context)
    {
        ElementwiseFunction function = context.Instruction.As<ElementwiseAttributes>().Function;
        ElementwiseFunctions.Entry entry = ElementwiseFunctions.Get(function);
        if (entry.Adjoint is null)
            return new Value?[context.Instruction.Inputs.Count];
        Value?[] adjoints = entry.Adjoint(context);
        for (int i = 0; i < adjoints.Length; i++)
        {
            if (adjoints[i] is { } adjoint)
                adjoints[i] = context.NeedsAdjoint(i) ? context.Builder.ReduceTo(adjoint, context.Output.Shape, context.Input(i).Shape) : null;
        }

        return adjoints;
    }

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) =>
        ElementwiseFunctions.Get(instruction.As<ElementwiseAttributes>().Function).Flops * instruction.Output.Shape.ElementCount;
}
