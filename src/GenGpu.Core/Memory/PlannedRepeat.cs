using GenGpu.Core.Programs;

namespace GenGpu.Core.Memory;

/// <summary>A Repeat in a plan. Before the first iteration run <see cref="CopiesIn"/>, after each iteration <see cref="CopiesBack"/>; most are elided by placing values.</summary>
public sealed class PlannedRepeat : PlanNode
{
    internal PlannedRepeat(RepeatCount count, IReadOnlyList<PlanNode> body, IReadOnlyList<(Value From, Value To)> copiesIn, IReadOnlyList<(Value From, Value To)> copiesBack)
    {
        Count = count;
        Body = body;
        CopiesIn = copiesIn;
        CopiesBack = copiesBack;
    }

    /// <summary>Number of iterations.</summary>
    public RepeatCount Count { get; }

    /// <summary>Nodes of one iteration: instructions inside a sliced stage, stages outside.</summary>
    public IReadOnlyList<PlanNode> Body { get; }

    /// <summary>Copies of initial values.</summary>
    public IReadOnlyList<(Value From, Value To)> CopiesIn { get; }

    /// <summary>Copies of the values handed to the next iteration.</summary>
    public IReadOnlyList<(Value From, Value To)> CopiesBack { get; }
}
