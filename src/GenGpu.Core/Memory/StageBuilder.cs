using GenGpu.Core.Programs;

namespace GenGpu.Core.Memory;

/// <summary>
/// Splits a block into stages: as many batched nodes as possible run in one pass over a slice before the slices meet. A node goes into
/// the stage in front of it when it needs none of the results that are only complete after the slices have met.
/// </summary>
internal static class StageBuilder
{
    /// <summary>A stage or a Repeat around stages, before memory is assigned.</summary>
    public abstract record Draft;

    /// <summary>Nodes that run together.</summary>
    public sealed record StageDraft(bool IsSliced, List<Node> Nodes) : Draft;

    /// <summary>A Repeat whose body holds several stages.</summary>
    public sealed record RepeatDraft(Repeat Repeat, List<Draft> Body) : Draft;

    /// <summary>Splits a block.</summary>
    /// <param name="nodes">The block.</param>
    /// <param name="used">All values that are used when there are several slices; empty for one slice.</param>
    public static List<Draft> Build(IReadOnlyList<Node> nodes, HashSet<Value> used)
    {
        var drafts = new List<Draft>();
        var before = new List<Node>();
        var sliced = new List<Node>();
        var after = new List<Node>();
        var late = new HashSet<Value>();

        void Flush()
        {
            foreach ((List<Node> list, bool isSliced) in new[] { (before, false), (sliced, true), (after, false) })
            {
                if (list.Count > 0)
                    drafts.Add(new StageDraft(isSliced, [.. list]));
                list.Clear();
            }

            late.Clear();
        }

        foreach (Node node in nodes)
        {
            if (node is Repeat repeat && (!RunsInsideSlice(repeat) || HandsOnPacked(repeat, used)))
            {
                Flush();
                drafts.Add(new RepeatDraft(repeat, Build(repeat.Body, used)));
                continue;
            }

            bool needsLate = Uses(node).Any(late.Contains);
            if (IsSliced(node))
            {
                if (needsLate)
                    Flush();
                sliced.Add(node);
                late.UnionWith(Results(node).Where(v => !v.Shape.IsBatched));
            }
            else if (sliced.Count == 0)
            {
                before.Add(node);
            }
            else if (!needsLate && node is Instruction { Op.HasEffect: false })
            {
                // It depends on nothing that the slices are still working on: compute it first.
                before.Add(node);
            }
            else
            {
                after.Add(node);
                late.UnionWith(Results(node));
            }
        }

        Flush();
        return drafts;
    }

    /// <summary>True for a node that works on samples.</summary>
    public static bool IsSliced(Node node) => node switch
    {
        Instruction instruction => instruction.Inputs.Concat(instruction.Outputs).Any(v => v.Shape.IsBatched),
        Repeat repeat => repeat.Carried.Any(c => c.Initial.Shape.IsBatched) || repeat.Body.Any(IsSliced),
        _ => false,
    };

    /// <summary>True when no iteration needs the slices to meet or writes what other slices see.</summary>
    public static bool RunsInsideSlice(Repeat repeat) => repeat.Body.All(node => node switch
    {
        Repeat inner => RunsInsideSlice(inner),
        Instruction instruction => IsSliced(instruction)
            ? instruction.Outputs.All(v => v.Shape.IsBatched) && (instruction.Outputs.Count > 0 || !instruction.Op.HasEffect)
            : !instruction.Op.HasEffect,
        _ => false,
    });

    /// <summary>Every value that a block uses, Repeats included.</summary>
    public static HashSet<Value> UsedValues(IReadOnlyList<Node> nodes) => [.. nodes.SelectMany(Uses)];

    /// <summary>True when something after the Repeat uses a result without samples: inside a slice only the slice's own scratch would hold it.</summary>
    private static bool HandsOnPacked(Repeat repeat, HashSet<Value> used) =>
        IsSliced(repeat) && repeat.Carried.Any(c => !c.Result.Shape.IsBatched && used.Contains(c.Result));

    private static IEnumerable<Value> Results(Node node) => node switch
    {
        Instruction instruction => instruction.Outputs,
        Repeat repeat => repeat.Carried.Select(c => c.Result),
        _ => [],
    };

    private static IEnumerable<Value> Uses(Node node) => node switch
    {
        Instruction instruction => instruction.Inputs,
        Repeat repeat => repeat.Carried.SelectMany(c => new[] { c.Initial, c.BodyResult }).Concat(repeat.Body.SelectMany(Uses)),
        _ => [],
    };
}
