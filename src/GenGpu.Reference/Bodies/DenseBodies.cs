using System.Numerics;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Reference.Bodies;

/// <summary>Dense products with bias and activation.</summary>
internal static class DenseBodies<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    public static void Dense(ReferenceCall<T> call) => Product(call, transposed: false);

    public static void DenseTransposed(ReferenceCall<T> call) => Product(call, transposed: true);

    public static void DenseBackwardWeight(ReferenceCall<T> call)
    {
        (T[] p, T[] q, T[] w) = (call.Input(0), call.Input(1), call.Output);
        (int m, int k, int columns) = (call.OutputShape.Rows, call.OutputShape.Columns, call.InputShape(0).Columns);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < k; j++)
            {
                T sum = T.Zero;
                for (int c = 0; c < columns; c++)
                    sum += p[(i * columns) + c] * q[(j * columns) + c];
                w[(i * k) + j] = sum;
            }
        }
    }

    private static void Product(ReferenceCall<T> call, bool transposed)
    {
        (T[] w, T[] x, T[] y) = (call.Input(0), call.Input(1), call.Output);
        T[]? bias = call.InputCount == 3 ? call.Input(2) : null;
        var own = call.Instruction.As<DenseAttributes>();
        (int rows, int inner, int columns, int weightColumns) = (call.OutputShape.Rows, call.InputShape(1).Rows, call.OutputShape.Columns, call.InputShape(0).Columns);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                T sum = bias is null ? T.Zero : bias[r];
                for (int i = 0; i < inner; i++)
                    sum += (transposed ? w[(i * weightColumns) + r] : w[(r * weightColumns) + i]) * x[(i * columns) + c];
                y[(r * columns) + c] = Activate(own, sum);
            }
        }
    }

    private static T Activate(DenseAttributes own, T x) => own.Activation switch
    {
        Activation.None => x,
        Activation.LeakyRelu => x > T.Zero ? x : T.CreateTruncating(own.NegativeSlope) * x,
        Activation.Relu => T.Max(x, T.Zero),
        Activation.Tanh => T.Tanh(x),
        Activation.Sigmoid => T.CreateTruncating(ScalarFunctions.Sigmoid(double.CreateTruncating(x))),
        _ => throw new InvalidOperationException($"The reference accelerator has no activation {own.Activation}."),
    };
}
