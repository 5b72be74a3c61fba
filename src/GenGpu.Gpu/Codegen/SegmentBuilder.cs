namespace GenGpu.Gpu.Codegen;

/// <summary>
/// Collects calls into segments. A new segment begins, which means a barrier, only where a call touches what an earlier call of the segment touched from
/// another worker: elementwise chains over one grid need none.
/// </summary>
internal sealed class SegmentBuilder
{
    private readonly Stack<List<KernelNode>> open = new();
    private readonly List<Access> pending = [];
    private Segment? current;

    public SegmentBuilder() => open.Push([]);

    /// <summary>What has been built.</summary>
    public IReadOnlyList<KernelNode> Nodes => open.Peek();

    /// <summary>Adds a call.</summary>
    /// <param name="accesses">All that it reads and writes.</param>
    /// <param name="cells">Workers that have something to do.</param>
    /// <param name="lines">Its text.</param>
    public void Add(IReadOnlyCollection<Access> accesses, int cells, params IEnumerable<string> lines)
    {
        if (accesses.Any(a => pending.Exists(p => p.Conflicts(a))))
            Meet();
        if (current is null)
            open.Peek().Add(current = new Segment());
        current.Lines.AddRange(lines);
        current.Cells = Math.Max(current.Cells, cells);
        pending.AddRange(accesses);
    }

    /// <summary>Ends the segment: all workers meet.</summary>
    public void Meet()
    {
        current = null;
        pending.Clear();
    }

    /// <summary>Puts what <paramref name="body"/> adds into a loop.</summary>
    public void Loop(LoopNode loop, Action body)
    {
        Meet();
        open.Peek().Add(loop);
        open.Push(loop.Body);
        body();
        open.Pop();
        Meet();
    }
}
