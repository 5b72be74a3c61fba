namespace GenGpu.Core.Memory;

/// <summary>
/// A run of nodes between two points where all slices meet. A sliced stage runs once per slice, slices in any order or side by side, and ends by
/// combining the partial results of its reductions in the order of the slices; any other stage runs once.
/// </summary>
public sealed class Stage : PlanNode
{
    internal Stage(bool isSliced, IReadOnlyList<PlanNode> nodes, IReadOnlyList<Reduction> reductions)
    {
        IsSliced = isSliced;
        Nodes = nodes;
        Reductions = reductions;
    }

    /// <summary>Whether it runs per slice.</summary>
    public bool IsSliced { get; }

    /// <summary>Its nodes in order: <see cref="PlannedInstruction"/> and, wholly inside a slice, <see cref="PlannedRepeat"/>.</summary>
    public IReadOnlyList<PlanNode> Nodes { get; }

    /// <summary>Results that are summed over slices after the stage; empty when there is one slice.</summary>
    public IReadOnlyList<Reduction> Reductions { get; }
}
