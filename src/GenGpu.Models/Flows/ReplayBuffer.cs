using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// Annealed samples of the last steps with their weights, as state: a block of one batch per step, the oldest overwritten. A draw takes for every column one of its
/// blocks, in proportion to their weights, so that no index leaves its column; what a column as a whole weighs is left to the caller.
/// </summary>
internal sealed class ReplayBuffer
{
    // The weight of a place that holds nothing yet.
    private const float Nothing = -1e30f;
    private readonly int _dimensions;
    private readonly int _blocks;
    private readonly StateSlot _points;
    private readonly StateSlot _logWeights;
    private readonly StateSlot _logDensities;
    private readonly DataBuffer _numbers;

    /// <summary>Adds the state.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    /// <param name="blocks">Batches that it holds.</param>
    /// <param name="batchSize">Samples of a batch.</param>
    public ReplayBuffer(ModelBuilder model, int dimensions, int blocks, int batchSize)
    {
        (_dimensions, _blocks) = (dimensions, blocks);
        _points = model.Slot("replay.points", Shape.Batched(dimensions * blocks, batchSize), StateRole.Chain);
        _logWeights = model.Slot("replay.logWeights", Shape.Batched(blocks, batchSize), StateRole.Chain);
        _logDensities = model.Slot("replay.logDensities", Shape.Batched(blocks, batchSize), StateRole.Chain);
        _numbers = model.Buffer("replay.numbers", blocks, 1, [.. Enumerable.Range(0, blocks).Select(block => (float)block)]);
    }

    /// <summary>Emits the empty buffer.</summary>
    /// <param name="g">The initialise program, of the same batch size.</param>
    public void Initialise(ProgramBuilder g)
    {
        g.Assign(_points, g.Constant(0f));
        g.Assign(_logWeights, g.Constant(Nothing));
        g.Assign(_logDensities, g.Constant(0f));
    }

    /// <summary>Emits the storage of a batch in the place of the oldest.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="x">[dimensions, batch].</param>
    /// <param name="logWeight">[1, batch].</param>
    /// <param name="logDensity">log q(x), [1, batch].</param>
    /// <remarks>A sample of which anything is not finite weighs nothing and is stored as zeros: draws multiply by masks, and a NaN survives a product with zero.</remarks>
    public void Store(ProgramBuilder g, Value x, Value logWeight, Value logDensity)
    {
        Value step = g.StepIndex();
        Value block = step - (_blocks * g.Floor(step * (1f / _blocks) + (0.5f / _blocks)));
        Value here = g.Equal(g.Buffer(_numbers), block);
        Value finiteRows = g.SumRows(g.Apply(ElementwiseFunction.IsFinite, x)) + g.Apply(ElementwiseFunction.IsFinite, logWeight) + g.Apply(ElementwiseFunction.IsFinite, logDensity);
        Value isFinite = g.Equal(finiteRows, g.Constant(_dimensions + 2f));
        g.Assign(_logWeights, g.Where(here, g.Where(isFinite, logWeight, g.Constant(Nothing)), g.Read(_logWeights)));
        g.Assign(_logDensities, g.Where(here, g.Where(isFinite, logDensity, g.Constant(0f)), g.Read(_logDensities)));
        Value tiled = g.GatherRows(g.Where(g.BroadcastTo(isFinite, x.Shape), x, g.Constant(0f)), [.. Enumerable.Range(0, _dimensions * _blocks).Select(row => row % _dimensions)]);
        g.Assign(_points, g.Where(g.GatherRows(here, Spread()), tiled, g.Read(_points)));
    }

    /// <summary>Emits a draw of one stored sample per column.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="site">Name of the draw.</param>
    public ReplayDraw Draw(ProgramBuilder g, string site)
    {
        Value logWeights = g.Read(_logWeights);
        Value largest = g.MaximumRows(logWeights);
        Value weights = g.Exp(logWeights - largest);
        Value chosen = g.OneHot(g.Categorical(weights, site), _blocks);
        Value masked = g.GatherRows(chosen, Spread()) * g.Read(_points);
        Value point = g.BatchToSpace(g.SumRows(g.SpaceToBatch(masked, _dimensions)), _dimensions);
        return new ReplayDraw(point, g.SumRows(chosen * g.Read(_logDensities)), largest + g.Log(g.SumRows(weights)), chosen);
    }

    /// <summary>Emits new weights of the samples that were drawn, whose density has changed since they were stored.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="draw">The draw.</param>
    /// <param name="logDensity">log q(x) now, [1, batch].</param>
    public void Reweight(ProgramBuilder g, ReplayDraw draw, Value logDensity)
    {
        Value isFinite = g.Apply(ElementwiseFunction.IsFinite, logDensity);
        Value change = g.Where(isFinite, draw.LogDensity - logDensity, g.Constant(0f));
        g.Assign(_logWeights, g.MultiplyAdd(draw.Chosen, change, g.Read(_logWeights)));
        g.Assign(_logDensities, g.MultiplyAdd(draw.Chosen, -change, g.Read(_logDensities)));
    }

    private int[] Spread() => [.. Enumerable.Range(0, _dimensions * _blocks).Select(row => row / _dimensions)];
}
