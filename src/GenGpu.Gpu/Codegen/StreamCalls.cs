using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Calls that read and write the host's streams.</summary>
internal static class StreamCalls
{
    public static void Output(EmitContext context, Instruction instruction)
    {
        Operand x = context.Read(instruction.Inputs[0]);
        var own = instruction.As<StreamAttributes>();
        int columns = instruction.Inputs[0].Shape.Columns;
        context.Segments.Add([x.Read()], x.Rows * x.Columns,
            $"if (gg_output_mask & {CLiteral.Of(1u << own.Index)})",
            $"    gg_output(gg_output{own.Index} + (gg_ulong)gg_place * gg_launch_steps * {(long)own.Shape.Rows * columns}, (gg_ulong)gg_launch_steps * {columns}, "
            + $"(gg_ulong)gg_position * {columns} + {context.FirstSample(instruction.Inputs[0])}, {x.Pointer}, {x.Stride}, {x.Rows}, {x.Columns});");
    }

    public static void Input(EmitContext context, Instruction instruction)
    {
        Operand y = context.Write(instruction.Output);
        var own = instruction.As<StreamAttributes>();
        int columns = instruction.Output.Shape.Columns;
        context.Segments.Add([y.Write()], y.Rows * y.Columns,
            $"gg_input({y.Pointer}, {y.Stride}, gg_input{own.Index}, (gg_ulong)gg_launch_steps * {columns}, (gg_ulong)gg_position * {columns} + {context.FirstSample(instruction.Output)}, {y.Rows}, {y.Columns});");
    }
}
