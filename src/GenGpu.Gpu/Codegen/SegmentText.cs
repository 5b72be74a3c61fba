namespace GenGpu.Gpu.Codegen;

/// <summary>Segments as the text of one kernel: barriers between them, loops around them.</summary>
internal static class SegmentText
{
    /// <summary>Writes nodes.</summary>
    public static void Write(List<string> lines, IReadOnlyList<KernelNode> nodes, string indent)
    {
        KernelNode? before = null;
        foreach (KernelNode node in nodes)
        {
            // A loop ends with a barrier of its own.
            if (before is Segment)
                lines.Add($"{indent}GG_BARRIER();");
            before = node;
            if (node is Segment segment)
                lines.AddRange(segment.Lines.Select(line => indent + line));
            else
                Write(lines, (LoopNode)node, indent);
        }
    }

    private static void Write(List<string> lines, LoopNode loop, string indent)
    {
        string inner = indent + "    ";
        if (loop.SliceSize > 0)
        {
            lines.Add($"{indent}for (int gg_slice = 0; gg_slice < {loop.Count.Literal}; ++gg_slice)");
            lines.Add($"{indent}{{");
            lines.Add($"{inner}const int gg_first = gg_slice * {loop.SliceSize};");
            Body(lines, loop, inner);
            lines.Add($"{indent}}}");
            return;
        }

        string count = loop.Count.Hyper is null ? $"{loop.Count.Literal}" : $"gg_repeat_count(({loop.CountPointer})[0])";
        lines.Add($"{indent}const int {loop.Name}_count = {count};");
        lines.Add($"{indent}const gg_uint {loop.Name}_outer = gg_iteration;");
        lines.Add($"{indent}for (int {loop.Name} = 0; {loop.Name} < {loop.Name}_count; ++{loop.Name})");
        lines.Add($"{indent}{{");
        lines.Add($"{inner}gg_iteration = {loop.Name}_outer * (gg_uint){loop.Name}_count + (gg_uint){loop.Name};");
        Body(lines, loop, inner);
        lines.Add($"{indent}}}");
        lines.Add($"{indent}gg_iteration = {loop.Name}_outer;");
    }

    private static void Body(List<string> lines, LoopNode loop, string indent)
    {
        Write(lines, loop.Body, indent);
        if (loop.Body.Count > 0 && loop.Body[^1] is Segment)
            lines.Add($"{indent}GG_BARRIER();");
    }
}
