using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>Sums of rows that a table names, row by row of the result, so that each is written once.</summary>
internal static unsafe class RowSums<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>y[i] = 0 + x[sources[starts[i]]] + ... + x[sources[starts[i + 1] - 1]], in that order; whole groups of 16 samples are written.</summary>
    /// <param name="y">Result.</param>
    /// <param name="yStride">Floats from row to row of y.</param>
    /// <param name="x">Rows.</param>
    /// <param name="xStride">Floats from row to row of x.</param>
    /// <param name="starts">First source of each row of y, and the number of all.</param>
    /// <param name="sources">Rows of x.</param>
    /// <param name="rows">Rows of y.</param>
    /// <param name="samples">Columns.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* y, nint yStride, float* x, nint xStride, int* starts, int* sources, int rows, int samples)
    {
        for (int row = 0; row < rows; row++)
        {
            int* first = sources + starts[row];
            int count = starts[row + 1] - starts[row];
            for (nint s = 0; s < samples; s += 16)
            {
                TLanes sum = TLanes.Zero;
                for (int i = 0; i < count; i++)
                    sum = TLanes.Add(sum, TLanes.Load(x + (first[i] * xStride) + s));
                TLanes.Store(y + (row * yStride) + s, sum);
            }
        }
    }
}
