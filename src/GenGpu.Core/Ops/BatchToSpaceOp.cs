using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[r sites + i, c] = x[r, i batchSize + c]: [rows, sites x batch] to [rows sites, batch], the inverse of space_to_batch and its adjoint. A view.</summary>
public sealed class BatchToSpaceOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "batch_to_space";

    /// <inheritdoc/>
    public override string Formula => "y[r sites + i, c] = x[r, i batchSize + c] (a view)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override int ViewOfInput => 0;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        (Shape x, int sites) = (inputs[0], ((SitesAttributes)attributes).Sites);
        if (sites < 1 || !x.IsBatched || x.Sites % sites != 0)
            throw Mismatch($"needs a batched value with a multiple of {sites} sites per sample", inputs);
        return new Shape(checked(x.Rows * sites), x.Columns / sites, true, x.Sites / sites);
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) =>
        [context.Builder.SpaceToBatch(context.FullOutputAdjoint, context.Instruction.As<SitesAttributes>().Sites)];
}
