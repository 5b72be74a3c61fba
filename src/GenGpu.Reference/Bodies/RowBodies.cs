using System.Numerics;
using GenGpu.Core.Ops;

namespace GenGpu.Reference.Bodies;

/// <summary>Ops that move rows, and plain copies.</summary>
internal static class RowBodies<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    public static void Copy(ReferenceCall<T> call) => call.Input(0).CopyTo(call.Output, 0);

    public static void SliceRows(ReferenceCall<T> call)
    {
        int columns = call.OutputShape.Columns;
        Array.Copy(call.Input(0), call.Instruction.As<RowRangeAttributes>().Start * columns, call.Output, 0, call.Output.Length);
    }

    public static void ConcatenateRows(ReferenceCall<T> call)
    {
        int position = 0;
        for (int i = 0; i < call.InputCount; i++)
        {
            call.Input(i).CopyTo(call.Output, position);
            position += call.Input(i).Length;
        }
    }

    public static void GatherRows(ReferenceCall<T> call)
    {
        IReadOnlyList<int> indices = call.Instruction.As<RowIndexAttributes>().Indices;
        int columns = call.OutputShape.Columns;
        for (int r = 0; r < indices.Count; r++)
            Array.Copy(call.Input(0), indices[r] * columns, call.Output, r * columns, columns);
    }

    public static void ScatterAddRows(ReferenceCall<T> call)
    {
        IReadOnlyList<int> indices = call.Instruction.As<RowIndexAttributes>().Indices;
        (T[] x, T[] y, int columns) = (call.Input(0), call.Output, call.OutputShape.Columns);
        Array.Clear(y);
        for (int r = 0; r < indices.Count; r++)
        {
            for (int c = 0; c < columns; c++)
                y[(indices[r] * columns) + c] += x[(r * columns) + c];
        }
    }
}
