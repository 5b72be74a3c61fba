using System.Runtime.CompilerServices;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding;

/// <summary>A matrix in memory.</summary>
internal readonly unsafe struct Matrix(float* data, int stride, int rows, int columns)
{
    public float* Data => data;

    /// <summary>Floats from row to row.</summary>
    public int Stride => stride;

    public int Rows => rows;

    public int Columns => columns;

    /// <summary>Floats that it takes with padded rows.</summary>
    public int PaddedLength => rows * Padding.RoundUp(columns);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Row(int row) => data + ((nint)row * stride);

    /// <summary>Copies what is in the columns, without padding.</summary>
    public static void Copy(Matrix from, Matrix to)
    {
        nint bytes = (nint)from.Columns * sizeof(float);
        for (int row = 0; row < from.Rows; row++)
            Buffer.MemoryCopy(from.Row(row), to.Row(row), bytes, bytes);
    }
}
