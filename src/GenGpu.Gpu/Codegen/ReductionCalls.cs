using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Calls of reductions and of the functions that walk down the rows of a column.</summary>
internal static class ReductionCalls
{
    public static void ReduceRows(EmitContext context, Instruction instruction)
    {
        Operand x = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        Columnwise(context, x, y, $"gg_reduce_rows({y.Pointer}, {y.Stride}, {x.Pointer}, {x.Stride}, {x.Rows}, {x.Columns}, {Kind(instruction)});");
    }

    public static void ReduceBatch(EmitContext context, Instruction instruction)
    {
        Operand x = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        context.Segments.Add([x.Read(), y.Write(), DenseCalls.Exchange()], x.Rows * 16,
            $"gg_reduce_batch({y.Pointer}, {y.Stride}, {x.Pointer}, {x.Stride}, {x.Rows}, {x.Columns}, {Kind(instruction)}, {context.Exchange});");
    }

    public static void SoftmaxRows(EmitContext context, Instruction instruction)
    {
        Operand x = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        Columnwise(context, x, y, $"gg_softmax_rows({y.Pointer}, {y.Stride}, {x.Pointer}, {x.Stride}, {x.Rows}, {x.Columns});");
    }

    public static void CumulativeSumRows(EmitContext context, Instruction instruction)
    {
        Operand x = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        int isReverse = instruction.As<CumulativeSumAttributes>().Reverse ? 1 : 0;
        Columnwise(context, x, y, $"gg_cumulative_sum_rows({y.Pointer}, {y.Stride}, {x.Pointer}, {x.Stride}, {x.Rows}, {x.Columns}, {isReverse});");
    }

    public static void ArgMaxRows(EmitContext context, Instruction instruction)
    {
        Operand x = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        Columnwise(context, x, y, $"gg_argmax_rows({y.Pointer}, {y.Stride}, {x.Pointer}, {x.Stride}, {x.Rows}, {x.Columns});");
    }

    private static void Columnwise(EmitContext context, Operand x, Operand y, string call) =>
        context.Segments.Add([x.Read(), y.Write()], x.Columns, call);

    private static string Kind(Instruction instruction) => $"GG_{CLiteral.SnakeCase(instruction.As<ReductionAttributes>().Kind.ToString()).ToUpperInvariant()}";
}
