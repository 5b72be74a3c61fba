using GenGpu.Core.Ops;

namespace GenGpu.Core.Programs;

/// <content>Sites of lattices: rows as columns, periodic convolutions.</content>
public sealed partial class ProgramBuilder
{
    /// <summary>
    /// Rows to columns: [rows sites, batch] to [rows, sites x batch], column site * batchSize + sample, so that what follows works on every site of every sample.
    /// A view of computed values; a state slot is copied first. The batch size must be a multiple of 16.
    /// </summary>
    /// <param name="x">Operand, row channel * sites + site.</param>
    /// <param name="sites">Sites per channel.</param>
    /// <exception cref="ProgramException">The rows or the batch size do not fit, or the operand is not batched.</exception>
    public Value SpaceToBatch(Value x, int sites)
    {
        if (IsInverse(x, OpTable.BatchToSpace, sites))
            return x.Producer!.Inputs[0];
        // The slices of a state slot are not contiguous.
        Value computed = x.Root.Kind == ValueKind.State ? Emit(OpTable.Elementwise, new ElementwiseAttributes(ElementwiseFunction.Identity, x.Shape), x) : x;
        return sites == 1 && x.Shape.IsBatched ? x : Emit(OpTable.SpaceToBatch, new SitesAttributes(sites), computed);
    }

    /// <summary>Columns back to rows: [rows, sites x batch] to [rows sites, batch], a view; the inverse of <see cref="SpaceToBatch"/>.</summary>
    /// <param name="x">Operand with sites.</param>
    /// <param name="sites">Sites per channel; 0 for all that it has.</param>
    /// <exception cref="ProgramException">The operand does not have as many.</exception>
    public Value BatchToSpace(Value x, int sites = 0)
    {
        sites = sites == 0 ? x.Shape.Sites : sites;
        if (IsInverse(x, OpTable.SpaceToBatch, sites))
            return x.Producer!.Inputs[0];
        return sites == 1 && x.Shape.IsBatched ? x : Emit(OpTable.BatchToSpace, new SitesAttributes(sites), x);
    }

    /// <summary>
    /// y[o, i] = act(b[o] + sum over channels c and taps t of W[o, c taps + t] x[c, neighbour t of i]) for every site i of a lattice: gather_rows brings the neighbours
    /// together, space_to_batch makes sites columns, dense multiplies, batch_to_space makes them rows again.
    /// </summary>
    /// <param name="weight">W [out, channels * taps], not batched.</param>
    /// <param name="x">[channels * sites, batch], row channel * sites + site; or [channels, sites x batch].</param>
    /// <param name="bias">b [out, 1], or null.</param>
    /// <param name="stencil">The neighbours.</param>
    /// <param name="activation">Fused activation.</param>
    /// <param name="negativeSlope">Slope of LeakyRelu, positive.</param>
    /// <returns>[out * sites, batch], row channel * sites + site.</returns>
    /// <exception cref="ProgramException">The shapes do not fit, or the batch size is no multiple of 16.</exception>
    public Value PeriodicConvolution(Value weight, Value x, Value? bias, PeriodicStencil stencil, Activation activation = Activation.None, float negativeSlope = 0.01f)
    {
        ArgumentNullException.ThrowIfNull(stencil);
        Value rows = x.Shape.HasSites ? BatchToSpace(x) : x;
        int channels = rows.Shape.Rows / stencil.Sites;
        if (channels * stencil.Sites != rows.Shape.Rows || channels == 0)
            throw Error($"PeriodicConvolution needs rows for {stencil.Sites} sites of each channel; got {rows} {rows.Shape}");
        if (weight.Shape.Columns != channels * stencil.Taps)
            throw Error($"PeriodicConvolution needs a weight [out, {channels * stencil.Taps}] for {channels} channels and {stencil.Taps} taps; got {weight} {weight.Shape}");
        int[] indices = [.. Enumerable.Range(0, channels).SelectMany(c => stencil.Neighbours.Select(n => (c * stencil.Sites) + n))];
        Value columns = SpaceToBatch(GatherRows(rows, indices), stencil.Sites);
        return BatchToSpace(Dense(weight, columns, bias, activation, negativeSlope), stencil.Sites);
    }

    private static bool IsInverse(Value x, OpDefinition inverse, int sites) =>
        x.Producer is { } producer && producer.Op == inverse && producer.As<SitesAttributes>().Sites == sites;
}
