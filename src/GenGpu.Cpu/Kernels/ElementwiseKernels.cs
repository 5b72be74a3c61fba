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
        if (!a.IsPerRow && !b.IsPerRow && a.RowStride == stride && b.RowStride == stride && IsContiguous(stride, samples))
        {
            BinaryLoop<TLanes, TFunction>.Both(destination, a.At(0), b.At(0), rows * stride);
            return;
        }
        if (a.IsPerRow != b.IsPerRow && Continues(a, stride) && Continues(b, stride) && IsContiguous(stride, samples))
        {
            if (b.IsPerRow)
                BinaryLoop<TLanes, TFunction>.First(destination, a.At(0), *b.At(0), rows * stride);
            else
                BinaryLoop<TLanes, TFunction>.Second(destination, *a.At(0), b.At(0), rows * stride);
            return;
        }
        for (int row = 0; row < rows; row++)
        {
            float* to = destination + (nint)row * stride;
            if (!a.IsPerRow && !b.IsPerRow)
                BinaryLoop<TLanes, TFunction>.Both(to, a.At(row), b.At(row), samples);
            else if (!a.IsPerRow)
                BinaryLoop<TLanes, TFunction>.First(to, a.At(row), *b.At(row), samples);
            else if (!b.IsPerRow)
                BinaryLoop<TLanes, TFunction>.Second(to, *a.At(row), b.At(row), samples);
            else
                FillRow(to, TFunction.Apply(TLanes.Broadcast(*a.At(row)), TLanes.Broadcast(*b.At(row))), samples);
        }
    }

    /// <summary>destination = f(a, b, c).</summary>
    public static void Ternary<TFunction>(float* destination, int stride, int rows, int samples, Operand a, Operand b, Operand c)
        where TFunction : struct, ITernaryFunction
    {
        if (Continues(a, stride) && Continues(b, stride) && Continues(c, stride) && IsContiguous(stride, samples))
        {
            TernaryLoop<TLanes, TFunction>.Run(destination, a.At(0), b.At(0), c.At(0), a.IsPerRow, b.IsPerRow, c.IsPerRow, rows * stride);
            return;
        }
        for (int row = 0; row < rows; row++)
            TernaryLoop<TLanes, TFunction>.Run(destination + (nint)row * stride, a.At(row), b.At(row), c.At(row), a.IsPerRow, b.IsPerRow, c.IsPerRow, samples);
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
