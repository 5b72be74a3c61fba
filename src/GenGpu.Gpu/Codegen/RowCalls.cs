using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Calls of the functions that move rows by constant indices, and of lookups.</summary>
internal static class RowCalls
{
    public static void GatherRows(EmitContext context, Instruction instruction)
    {
        Operand x = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        RowTable table = RowTable.Of(instruction.As<RowIndexAttributes>().Indices);
        context.Segments.Add([x.Read(), y.Write()], y.Rows * y.Columns,
            $"gg_gather_rows({y.Pointer}, {y.Stride}, {x.Pointer}, {x.Stride}, {Table(context, table.Entries)}, {table.Period}, {table.Step}, {y.Rows}, {y.Columns});");
    }

    public static void ScatterAddRows(EmitContext context, Instruction instruction)
    {
        Operand x = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        IReadOnlyList<int> indices = instruction.As<RowIndexAttributes>().Indices;
        if (RowTable.Sources(indices, y.Rows) is { } sources)
        {
            context.Segments.Add([x.Read(), y.Write()], y.Rows * y.Columns,
                $"gg_sum_rows({y.Pointer}, {y.Stride}, {x.Pointer}, {x.Stride}, {Table(context, sources.Entries)}, {sources.Terms}, {sources.Period}, {sources.Step}, {y.Rows}, {y.Columns});");
            return;
        }

        context.Segments.Add([x.Read(), y.Write()], y.Columns,
            $"gg_scatter_add_rows({y.Pointer}, {y.Stride}, {y.Rows}, {x.Pointer}, {x.Stride}, {Table(context, indices)}, {x.Rows}, {y.Columns});");
    }

    public static void Lookup(EmitContext context, Instruction instruction)
    {
        Operand table = context.Read(instruction.Inputs[0]), index = context.Read(instruction.Inputs[1]), y = context.Write(instruction.Output);
        bool isFar = table.Pointer.StartsWith("gg_buffer", StringComparison.Ordinal);
        context.Segments.Add([table.Read(), index.Read(), y.Write()], y.Rows * y.Columns,
            $"{(isFar ? "gg_lookup_far" : "gg_lookup")}({y.Pointer}, {y.Stride}, {table.Pointer}, {table.Stride}, {table.Columns}, {index.Pointer}, {y.Rows}, {y.Columns});");
    }

    public static void LookupBackward(EmitContext context, Instruction instruction)
    {
        Operand x = context.Read(instruction.Inputs[0]), index = context.Read(instruction.Inputs[1]), table = context.Write(instruction.Output);
        context.Segments.Add([x.Read(), index.Read(), table.Write()], table.Rows * table.Columns,
            $"gg_lookup_backward({table.Pointer}, {table.Columns}, {x.Pointer}, {x.Stride}, {index.Pointer}, {x.Rows}, {x.Columns});");
    }

    public static void OneHot(EmitContext context, Instruction instruction)
    {
        Operand index = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        context.Segments.Add([index.Read(), y.Write()], y.Rows * y.Columns, $"gg_one_hot({y.Pointer}, {y.Stride}, {index.Pointer}, {y.Rows}, {y.Columns});");
    }

    public static void StepIndex(EmitContext context, Instruction instruction)
    {
        Operand y = context.Write(instruction.Output);
        context.Segments.Add([y.Cell(1, 1, true)], 1, $"gg_step_index({y.Pointer}, gg_step);");
    }

    public static void SampleIndex(EmitContext context, Instruction instruction)
    {
        Operand y = context.Write(instruction.Output);
        context.Segments.Add([y.Write()], y.Columns, $"gg_sample_index({y.Pointer}, {y.Columns}, gg_step, {context.Program.BatchSize}, {context.FirstSample(instruction.Output)});");
    }

    private static string Table(EmitContext context, IReadOnlyList<int> entries) => context.Table(string.Join(", ", entries), entries.Count);
}
