using System.Numerics;

namespace GenGpu.Reference.Bodies;

/// <summary>Ops on indices: lookup, one-hot, step and sample numbers.</summary>
internal static class IndexBodies<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    public static void Lookup(ReferenceCall<T> call)
    {
        (T[] table, T[] index, T[] y) = (call.Input(0), call.Input(1), call.Output);
        (int rows, int columns, int size) = (call.OutputShape.Rows, call.OutputShape.Columns, call.InputShape(0).Columns);
        for (int c = 0; c < columns; c++)
        {
            int i = Clamped(index[c], size);
            for (int r = 0; r < rows; r++)
                y[(r * columns) + c] = table[(r * size) + i];
        }
    }

    public static void LookupBackward(ReferenceCall<T> call)
    {
        (T[] x, T[] index, T[] table) = (call.Input(0), call.Input(1), call.Output);
        (int rows, int columns, int size) = (call.InputShape(0).Rows, call.InputShape(0).Columns, call.OutputShape.Columns);
        Array.Clear(table);
        for (int c = 0; c < columns; c++)
        {
            int i = Clamped(index[c], size);
            for (int r = 0; r < rows; r++)
                table[(r * size) + i] += x[(r * columns) + c];
        }
    }

    public static void OneHot(ReferenceCall<T> call)
    {
        (T[] index, T[] y) = (call.Input(0), call.Output);
        (int rows, int columns) = (call.OutputShape.Rows, call.OutputShape.Columns);
        Array.Clear(y);
        for (int c = 0; c < columns; c++)
            y[(Clamped(index[c], rows) * columns) + c] = T.One;
    }

    public static void StepIndex(ReferenceCall<T> call) => call.Output[0] = T.CreateTruncating(call.Step);

    public static void SampleIndex(ReferenceCall<T> call)
    {
        for (int c = 0; c < call.Output.Length; c++)
            call.Output[c] = T.CreateTruncating((call.Step * call.BatchSize) + c);
    }

    /// <summary>The index as a whole number in [0, size - 1]; NaN counts as 0.</summary>
    private static int Clamped(T index, int size) =>
        index > T.Zero ? int.CreateTruncating(T.Min(index, T.CreateTruncating(size - 1))) : 0;
}
