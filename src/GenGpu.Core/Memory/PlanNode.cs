namespace GenGpu.Core.Memory;

/// <summary>An entry of an execution plan: a <see cref="Stage"/> or a <see cref="PlannedRepeat"/>.</summary>
public abstract class PlanNode
{
    private protected PlanNode()
    {
    }
}
