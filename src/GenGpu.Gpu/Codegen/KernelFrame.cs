using System.Text;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>What stands around the calls of a step: arguments, what is copied into the arena and back, the loop over steps, and the status.</summary>
internal static class KernelFrame
{
    /// <summary>Writes the kernel.</summary>
    public static void Write(StringBuilder text, ModelDefinition definition, EmitContext context, IReadOnlyList<KernelNode> step, string entryPoint)
    {
        ProgramLayout layout = context.Layout;
        text.Append($"GG_KERNEL {entryPoint}({Parameters(definition, context.Program)} GG_SHARED_PARAMETER)\n{{\n");
        var lines = new List<string> { "GG_SHARED_BEGIN", "const int gg_place_of_group = GG_PLACE();" };
        lines.AddRange(ModelPointers(definition));
        lines.Add("if (gg_statuses[2 * gg_model] != 0)");
        lines.Add("    return;");
        lines.Add($"GG_ARENA float *const gg_arena = {(layout.IsArenaShared ? "gg_shared" : $"gg_scratch + (gg_ulong)gg_place_of_group * {layout.ScratchFloats}")};");
        if (layout.IsArenaShared && layout.ScratchFloats > 0)
            lines.Add($"GG_ARENA float *const gg_far = gg_scratch + (gg_ulong)gg_place_of_group * {layout.ScratchFloats};");
        lines.AddRange(Setup(definition, context));
        lines.Add("for (int gg_position = gg_first_position; gg_position < gg_first_position + gg_positions; ++gg_position)");
        lines.Add("{");
        lines.Add("    const gg_uint gg_step = gg_first_step + (gg_uint)gg_position;");
        lines.Add("    gg_uint gg_iteration = 0u;");
        SegmentText.Write(lines, step, "    ");
        lines.Add("    GG_BARRIER();");
        lines.Add("    if (gg_flags[0] != 0u)");
        lines.Add("    {");
        lines.Add("        if (GG_LANE() == 0)");
        lines.Add("        {");
        lines.Add("            gg_statuses[2 * gg_model] = (int)gg_flags[0];");
        lines.Add("            gg_statuses[2 * gg_model + 1] = gg_position;");
        lines.Add("        }");
        lines.Add("        break;");
        lines.Add("    }");
        lines.Add("}");
        foreach ((StateSlot slot, int offset) in layout.Slots.Where(s => context.Residents.IsWritten(s.Key)).OrderBy(s => s.Value))
            lines.Add($"gg_copy_out(gg_state + {slot.Offset}, {layout.Pointer(offset, slot.Length)}, {slot.Length});");
        foreach (string line in lines)
            text.Append("    ").Append(line).Append('\n');
        text.Append("}\n");
    }

    /// <summary>The arguments of a fused kernel, in the order of the runtime.</summary>
    private static string Parameters(ModelDefinition definition, Program program) =>
        string.Join(", ", [.. Blocks, "const int gg_first_position", "const int gg_positions", .. Streams(definition, program)]);

    /// <summary>The arguments of a wide kernel, in the order of the runtime.</summary>
    public static string WideParameters(ModelDefinition definition, Program program) =>
        string.Join(", ", [.. Blocks, "const int gg_position", .. Streams(definition, program), .. Enumerable.Range(0, WideProgram.MaximumDepth).Select(i => $"const int gg_index{i}")]);

    private static string[] Blocks =>
    [
        "GG_STATE float *gg_states", "const GG_STATE float *gg_hypers", "const GG_STATE gg_ulong *gg_seeds", "GG_STATE int *gg_statuses", "const GG_STATE int *gg_models",
        "GG_STATE float *gg_scratch", "const gg_uint gg_first_step",
    ];

    private static IEnumerable<string> Streams(ModelDefinition definition, Program program) =>
    [
        "const int gg_launch_steps", "const GG_STATE int *gg_places",
        .. definition.Buffers.Select(b => $"const GG_STATE float *gg_buffer{b.Index}"),
        .. program.Inputs.Select(i => $"const GG_STATE float *gg_input{i.Index}"),
        .. program.Outputs.Select(o => $"GG_STATE float *gg_output{o.Index}"),
        "const gg_uint gg_output_mask",
    ];

    /// <summary>The model of the group, and where its state, hyper values and seed lie.</summary>
    public static IEnumerable<string> ModelPointers(ModelDefinition definition) =>
    [
        "const int gg_model = gg_models[gg_place_of_group];",
        "const int gg_place = gg_places[gg_place_of_group];",
        $"GG_STATE float *const gg_state = gg_states + (gg_ulong)gg_model * {definition.StateLength};",
        $"const GG_STATE float *const gg_hyper = gg_hypers + (gg_ulong)gg_model * {definition.HyperLength};",
        "const gg_ulong gg_seed = gg_seeds[gg_model];",
    ];

    /// <summary>What stands in the arena before the first step.</summary>
    private static IEnumerable<string> Setup(ModelDefinition definition, EmitContext context)
    {
        ProgramLayout layout = context.Layout;
        yield return "GG_ARENA gg_uint *const gg_flags = (GG_ARENA gg_uint *)gg_arena;";
        yield return $"gg_clear_words(gg_flags, {layout.FlagLength});";
        if (context.Residents.DrawsNormals)
            yield return $"gg_copy_normal_table({layout.Pointer(layout.NormalTable, ProgramLayout.NormalTableLength)});";
        foreach ((Value literal, int offset) in layout.Literals)
            yield return $"gg_set({layout.Pointer(offset, 1)}, {CLiteral.Of(literal.Literal)});";
        if (layout.Hyper >= 0)
            yield return $"gg_copy_in({layout.Pointer(layout.Hyper, definition.HyperLength)}, gg_hyper, {definition.HyperLength});";
        foreach ((DataBuffer table, int offset) in layout.Tables.OrderBy(t => t.Value))
            yield return $"gg_copy_in({layout.Pointer(offset, table.Rows * table.Count)}, gg_buffer{table.Index}, {table.Rows * table.Count});";
        foreach ((StateSlot slot, int offset) in layout.Slots.OrderBy(s => s.Value))
            yield return $"gg_copy_in({layout.Pointer(offset, slot.Length)}, gg_state + {slot.Offset}, {slot.Length});";
        yield return "GG_BARRIER();";
    }
}
