using System.Numerics;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Reference.Bodies;

/// <summary>Reductions, softmax, cumulative sums and argmax.</summary>
internal static class ReductionBodies<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    public static void ReduceRows(ReferenceCall<T> call)
    {
        (T[] x, T[] y) = (call.Input(0), call.Output);
        (int rows, int columns) = (call.InputShape(0).Rows, call.InputShape(0).Columns);
        ReductionKind kind = call.Instruction.As<ReductionAttributes>().Kind;
        for (int c = 0; c < columns; c++)
            y[c] = Reduce(kind, x, c, columns, rows);
    }

    public static void ReduceBatch(ReferenceCall<T> call)
    {
        (T[] x, T[] y) = (call.Input(0), call.Output);
        (int rows, int columns) = (call.InputShape(0).Rows, call.InputShape(0).Columns);
        ReductionKind kind = call.Instruction.As<ReductionAttributes>().Kind;
        for (int r = 0; r < rows; r++)
            y[r] = Reduce(kind, x, r * columns, 1, columns);
    }

    public static void SoftmaxRows(ReferenceCall<T> call)
    {
        (T[] x, T[] y) = (call.Input(0), call.Output);
        (int rows, int columns) = (call.InputShape(0).Rows, call.InputShape(0).Columns);
        for (int c = 0; c < columns; c++)
        {
            T largest = Maximum(x, c, columns, rows);
            T sum = T.Zero;
            for (int r = 0; r < rows; r++)
                sum += y[(r * columns) + c] = Exp(x[(r * columns) + c] - largest);
            for (int r = 0; r < rows; r++)
                y[(r * columns) + c] /= sum;
        }
    }

    public static void CumulativeSumRows(ReferenceCall<T> call)
    {
        (T[] x, T[] y) = (call.Input(0), call.Output);
        (int rows, int columns) = (call.InputShape(0).Rows, call.InputShape(0).Columns);
        bool reverse = call.Instruction.As<CumulativeSumAttributes>().Reverse;
        for (int c = 0; c < columns; c++)
        {
            T sum = T.Zero;
            for (int i = 0; i < rows; i++)
            {
                int r = reverse ? rows - 1 - i : i;
                y[(r * columns) + c] = sum += x[(r * columns) + c];
            }
        }
    }

    public static void ArgMaxRows(ReferenceCall<T> call)
    {
        (T[] x, T[] y) = (call.Input(0), call.Output);
        (int rows, int columns) = (call.InputShape(0).Rows, call.InputShape(0).Columns);
        for (int c = 0; c < columns; c++)
        {
            int best = 0;
            for (int r = 1; r < rows; r++)
            {
                if (x[(r * columns) + c] > x[(best * columns) + c])
                    best = r;
            }

            y[c] = T.CreateTruncating(best);
        }
    }

    private static T Reduce(ReductionKind kind, T[] x, int start, int stride, int count) => kind switch
    {
        ReductionKind.Sum => Sum(x, start, stride, count),
        ReductionKind.Maximum => Maximum(x, start, stride, count),
        ReductionKind.LogSumExp => LogSumExp(x, start, stride, count),
        _ => throw new InvalidOperationException($"The reference accelerator has no reduction {kind}."),
    };

    private static T Sum(T[] x, int start, int stride, int count)
    {
        T sum = T.Zero;
        for (int i = 0; i < count; i++)
            sum += x[start + (i * stride)];
        return sum;
    }

    private static T Maximum(T[] x, int start, int stride, int count)
    {
        T largest = x[start];
        for (int i = 1; i < count; i++)
            largest = T.Max(largest, x[start + (i * stride)]);
        return largest;
    }

    private static T LogSumExp(T[] x, int start, int stride, int count)
    {
        T largest = Maximum(x, start, stride, count);
        // Infinite maximum: the difference to itself would be NaN.
        if (!T.IsFinite(largest))
            return largest;
        T sum = T.Zero;
        for (int i = 0; i < count; i++)
            sum += Exp(x[start + (i * stride)] - largest);
        return largest + T.CreateTruncating(Math.Log(double.CreateTruncating(sum)));
    }

    private static T Exp(T x) => T.CreateTruncating(Math.Exp(double.CreateTruncating(x)));
}
