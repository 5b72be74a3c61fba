using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>What stands around the calls of each kernel of a wide program.</summary>
internal sealed class WideFrame(StringBuilder text, ModelDefinition definition, EmitContext context, string prefix, int lanes, int mostGroups)
{
    private int kernels;

    /// <summary>Writes the kernel that runs before the first step.</summary>
    public string Begin()
    {
        ProgramLayout layout = context.Layout;
        var lines = new List<string> { $"gg_clear_words(gg_flags, {layout.FlagLength});" };
        if (context.Residents.DrawsNormals)
            lines.Add($"gg_copy_normal_table({layout.Pointer(layout.NormalTable, ProgramLayout.NormalTableLength)});");
        foreach ((Value literal, int offset) in layout.Literals)
            lines.Add($"gg_set({layout.Pointer(offset, 1)}, {CLiteral.Of(literal.Literal)});");
        return Kernel("begin", lines, []);
    }

    /// <summary>Writes the kernels of a step.</summary>
    /// <param name="nodes">Its segments.</param>
    /// <param name="loops">The Repeats around them, outermost first.</param>
    public List<WideNode> Step(IReadOnlyList<KernelNode> nodes, IReadOnlyList<LoopNode> loops)
    {
        var step = new List<WideNode>();
        foreach (KernelNode node in nodes)
        {
            if (node is Segment segment)
                step.Add(new WideCall(Kernel($"{kernels++}", segment.Lines, loops), Math.Clamp((segment.Cells + lanes - 1) / lanes, 1, mostGroups)));
            else if (node is LoopNode loop)
                step.Add(new WideRepeat(loop.Count, Step(loop.Body, [.. loops, loop])));
        }

        return step;
    }

    /// <summary>Writes the kernel that runs after each step.</summary>
    public string End() => Kernel(
        "end",
        ["if (gg_flags[0] != 0u && GG_LANE() == 0)", "{", "    gg_statuses[2 * gg_model] = (int)gg_flags[0];", "    gg_statuses[2 * gg_model + 1] = gg_position;", "}"],
        []);

    private string Kernel(string suffix, IEnumerable<string> calls, IReadOnlyList<LoopNode> loops)
    {
        string name = $"{prefix}_{suffix}";
        var lines = new List<string> { "GG_SHARED_BEGIN", "const int gg_place_of_group = GG_PLACE();" };
        lines.AddRange(KernelFrame.ModelPointers(definition));
        lines.Add("if (gg_statuses[2 * gg_model] != 0)");
        lines.Add("    return;");
        lines.Add($"GG_ARENA float *const gg_arena = gg_scratch + (gg_ulong)gg_place_of_group * {context.Layout.ScratchFloats};");
        lines.Add("GG_ARENA gg_uint *const gg_flags = (GG_ARENA gg_uint *)gg_arena;");
        lines.Add("const gg_uint gg_step = gg_first_step + (gg_uint)gg_position;");
        lines.Add("gg_uint gg_iteration = 0u;");
        for (int i = 0; i < loops.Count; i++)
        {
            if (loops[i].SliceSize > 0)
            {
                lines.Add($"const int gg_slice = gg_index{i};");
                lines.Add($"const int gg_first = gg_slice * {loops[i].SliceSize};");
                continue;
            }

            string count = loops[i].Count.Hyper is null ? $"{loops[i].Count.Literal}" : $"gg_repeat_count(({loops[i].CountPointer})[0])";
            lines.Add($"const int {loops[i].Name}_count = {count};");
            lines.Add($"if (gg_index{i} >= {loops[i].Name}_count)");
            lines.Add("    return;");
            lines.Add($"gg_iteration = gg_iteration * (gg_uint){loops[i].Name}_count + (gg_uint)gg_index{i};");
        }

        lines.AddRange(calls);
        text.Append($"GG_KERNEL {name}({KernelFrame.WideParameters(definition, context.Program)} GG_SHARED_PARAMETER)\n{{\n");
        foreach (string line in lines)
            text.Append("    ").Append(line).Append('\n');
        text.Append("}\n");
        return name;
    }
}
