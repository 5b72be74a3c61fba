namespace GenGpu.Core.Programs;

/// <summary>Removes instructions whose results nothing needs.</summary>
internal static class DeadCode
{
    public static IReadOnlyList<Node> Remove(IReadOnlyList<Node> nodes, bool keepReports) => Sweep(nodes, [], keepReports);

    private static List<Node> Sweep(IReadOnlyList<Node> nodes, HashSet<Value> needed, bool keepReports)
    {
        var kept = new List<Node>();
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i] is Instruction instruction)
            {
                bool effect = instruction.Op.HasEffect && (keepReports || !instruction.Op.IsReport);
                if (!effect && !instruction.Outputs.Any(needed.Contains))
                    continue;
                needed.UnionWith(instruction.Inputs);
                kept.Add(instruction);
            }
            else if (nodes[i] is Repeat repeat)
            {
                needed.UnionWith(repeat.Carried.Select(c => c.BodyResult));
                List<Node> body = Sweep(repeat.Body, needed, keepReports);
                if (!HasEffect(body) && !repeat.Carried.Any(c => needed.Contains(c.Result)))
                    continue;
                needed.UnionWith(repeat.Carried.Select(c => c.Initial));
                kept.Add(new Repeat(repeat.Count, body, repeat.Carried, repeat.FirstId, repeat.EndId));
            }
        }

        kept.Reverse();
        return kept;
    }

    private static bool HasEffect(IReadOnlyList<Node> nodes) =>
        nodes.Any(n => n is Instruction instruction ? instruction.Op.HasEffect : HasEffect(((Repeat)n).Body));
}
