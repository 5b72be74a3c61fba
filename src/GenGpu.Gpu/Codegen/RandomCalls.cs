using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Gpu.Codegen;

/// <summary>Calls of random draws.</summary>
internal static class RandomCalls
{
    public static void Draw(EmitContext context, Instruction instruction)
    {
        Operand y = context.Write(instruction.Output);
        var own = instruction.As<DrawAttributes>();
        string table = own.Distribution == Distribution.Normal ? context.Layout.Pointer(context.Layout.NormalTable, ProgramLayout.NormalTableLength) : y.Pointer;
        context.Segments.Add([y.Write()], Blocks(y),
            $"gg_draw({y.Pointer}, {y.Stride}, {y.Rows}, {y.Columns}, {context.FirstSample(instruction.Output)}, GG_{CLiteral.SnakeCase(own.Distribution.ToString()).ToUpperInvariant()}, {table}, {Stream(context, own)});");
    }

    public static void Bernoulli(EmitContext context, Instruction instruction)
    {
        Operand p = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        context.Segments.Add([p.Read(), y.Write()], Blocks(y),
            $"gg_bernoulli({y.Pointer}, {y.Stride}, {p.Pointer}, {p.Stride}, {y.Rows}, {y.Columns}, {context.FirstSample(instruction.Output)}, {Stream(context, instruction.As<DrawAttributes>())});");
    }

    public static void Categorical(EmitContext context, Instruction instruction)
    {
        Operand w = context.Read(instruction.Inputs[0]), y = context.Write(instruction.Output);
        int columnStep = !w.IsBatched && w.Columns == 1 ? 0 : 1;
        context.Segments.Add([w.Read(), y.Write()], y.Columns,
            $"gg_categorical({y.Pointer}, {y.Stride}, {w.Pointer}, {w.Stride}, {columnStep}, {w.Rows}, {y.Columns}, {context.FirstSample(instruction.Output)}, {Stream(context, instruction.As<DrawAttributes>())});");
    }

    private static int Blocks(Operand y) => y.Rows * ((y.Columns + 63) / 64) * 16;

    private static string Stream(EmitContext context, DrawAttributes own) =>
        $"gg_stream(gg_seed, {CLiteral.Of(new RandomStream(0, context.Program.Purpose, own.Site).SiteWord)}, gg_step, gg_iteration)";
}
