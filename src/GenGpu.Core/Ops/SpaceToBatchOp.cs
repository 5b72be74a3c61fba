using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>
/// y[r, i batchSize + c] = x[r sites + i, c]: [rows sites, batch] to [rows, sites x batch]. The rows of one channel, one per site of a lattice, become columns of
/// one row, so that a dense product works on every site of every sample. A view: padding would lie between the rows, so the batch must be whole groups of 16.
/// The name is TensorFlow's (tf.space_to_batch); there and here the samples of one site stay neighbours.
/// </summary>
public sealed class SpaceToBatchOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "space_to_batch";

    /// <inheritdoc/>
    public override string Formula => "y[r, i batchSize + c] = x[r sites + i, c] (a view)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override int ViewOfInput => 0;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        (Shape x, int sites) = (inputs[0], ((SitesAttributes)attributes).Sites);
        if (!x.IsBatched)
            throw Mismatch("needs a batched value", inputs);
        if (sites < 1 || x.Rows % sites != 0)
            throw Mismatch($"needs a multiple of {sites} rows, one per site of each channel", inputs);
        if (batchSize % Padding.Lanes != 0)
            throw Mismatch($"needs a batch size that is a multiple of {Padding.Lanes}, which {batchSize} is not; give the program {Padding.RoundUp(batchSize)} samples", inputs);
        return new Shape(x.Rows / sites, checked(x.Columns * sites), true, checked(x.Sites * sites));
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) =>
        [context.Builder.BatchToSpace(context.FullOutputAdjoint, context.Instruction.As<SitesAttributes>().Sites)];
}
