using GenGpu.Core.Programs;

namespace GenGpu.Models.Sampling;

/// <summary>Several replicas of a configuration below each other: rows r * d to (r + 1) * d - 1 of [d * replicas, chains] belong to replica r.</summary>
/// <param name="Dimensions">Rows d of a replica.</param>
/// <param name="Count">Number of replicas.</param>
internal sealed record ReplicaBlocks(int Dimensions, int Count)
{
    /// <summary>Rows of one replica, a view.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[d * replicas, chains].</param>
    /// <param name="replica">Index of the replica.</param>
    public Value Slice(ProgramBuilder g, Value x, int replica) => g.SliceRows(x, replica * Dimensions, Dimensions);

    /// <summary>Sum over the rows of each replica: [replicas, chains].</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[d * replicas, chains].</param>
    public Value Sum(ProgramBuilder g, Value x) => Count == 1
        ? g.SumRows(x)
        : g.ConcatenateRows([.. Enumerable.Range(0, Count).Select(r => g.SumRows(Slice(g, x, r)))]);

    /// <summary>One value per replica spread over its rows: [d * replicas, columns]; a single replica needs no copy, for its row broadcasts.</summary>
    /// <param name="g">The program.</param>
    /// <param name="value">[replicas, columns], or one row for all.</param>
    public Value Spread(ProgramBuilder g, Value value) => value.Shape.Rows == 1
        ? value
        : g.GatherRows(value, [.. Enumerable.Range(0, Count * Dimensions).Select(row => row / Dimensions)]);

    /// <summary>The same rows for every replica: [d, columns] to [d * replicas, columns].</summary>
    /// <param name="g">The program.</param>
    /// <param name="value">[d, columns].</param>
    public Value Repeat(ProgramBuilder g, Value value) => Count == 1
        ? value
        : g.GatherRows(value, [.. Enumerable.Range(0, Count * Dimensions).Select(row => row % Dimensions)]);

    /// <summary>Replicas in another order: [d * replicas, chains].</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[d * replicas, chains].</param>
    /// <param name="order">For each replica the one whose rows it takes.</param>
    public Value Permute(ProgramBuilder g, Value x, IReadOnlyList<int> order) =>
        g.GatherRows(x, [.. Enumerable.Range(0, Count * Dimensions).Select(row => (order[row / Dimensions] * Dimensions) + (row % Dimensions))]);
}
