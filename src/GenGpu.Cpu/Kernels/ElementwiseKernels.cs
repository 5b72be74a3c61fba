using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Elementwise functions over [rows, samples] with broadcasting operands. Whole groups of 16 are written; the destination may be
/// any of the full operands.
/// </summary>
internal static unsafe class ElementwiseKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>destination = f(a).</summary>
    public static void Unary<TFunction>(float* destination, int stride, int rows, int samples, Operand a)
        where TFunction : struct, IUnaryFunction
    {
        if (!a.IsPerRow && a.RowStride == stride && IsContiguous(stride, samples))
        {
            UnaryLoop<TLanes, TFunction>.Run(destination, a.At(0), rows * stride);
            return;
        }
        for (int row = 0; row < rows; row++)
        {
            float* to = destination + (nint)row * stride;
            if (a.IsPerRow)
                FillRow(to, TFunction.Apply(TLanes.Broadcast(*a.At(row))), samples);
            else
                UnaryLoop<TLanes, TFunction>.Run(to, a.At(row), samples);
        }
    }

    /// <summary>destination = f(a, b).</summary>
    public static void Binary<TFunction>(float* destination, int stride, int rows, int samples, Operand a, Operand b)
        where TFunction : struct, IBinaryFunction
    {
        if (Continues(a, stride) && Continues(b, stride) && IsContiguous(stride, samples))
            (rows, samples) = (1, rows * stride);
        BinaryLoop<TLanes, TFunction>.Choose(a.IsPerRow, b.IsPerRow)(destination, stride, rows, samples, a.At(0), a.RowStride, b.At(0), b.RowStride);
    }

    /// <summary>destination = f(a, b, c).</summary>
    public static void Ternary<TFunction>(float* destination, int stride, int rows, int samples, Operand a, Operand b, Operand c)
        where TFunction : struct, ITernaryFunction
    {
        if (Continues(a, stride) && Continues(b, stride) && Continues(c, stride) && IsContiguous(stride, samples))
            (rows, samples) = (1, rows * stride);
        TernaryLoop<TLanes, TFunction>.Choose(a.IsPerRow, b.IsPerRow, c.IsPerRow)(destination, stride, rows, samples, a.At(0), a.RowStride, b.At(0), b.RowStride, c.At(0), c.RowStride);
    }

    /// <summary>True for a full operand without gaps and for a scalar: all rows can run as one.</summary>
    private static bool Continues(Operand operand, int stride) => operand.IsPerRow ? operand.RowStride == 0 : operand.RowStride == stride;

    private static bool IsContiguous(int stride, int samples) => stride == ((samples + 15) & ~15);

    private static void FillRow(float* destination, TLanes value, int samples)
    {
        for (int s = 0; s < samples; s += 16)
            TLanes.Store(destination + s, value);
    }
}
