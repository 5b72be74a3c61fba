using System.Runtime.CompilerServices;

namespace GenGpu.Cpu.Execution;

/// <summary>Where a kernel finds a value: a block of the frame, an offset, and the shape.</summary>
internal readonly unsafe struct Address(int baseIndex, int offset, int rowStride, bool spansBatch, int partialLength, int rows, int columns, bool isBatched)
{
    public const int LiteralBase = 0, HyperBase = 1, StateBase = 2, SharedBase = 3, SliceBase = 4, FirstBuffer = 5;

    /// <summary>Index of the block in <see cref="Frame.Bases"/>.</summary>
    public int Base => baseIndex;

    /// <summary>Floats from one row to the next.</summary>
    public int RowStride => rowStride;

    public int Rows => rows;

    /// <summary>Columns; for batched values those of the whole batch.</summary>
    public int Columns => columns;

    public bool IsBatched => isBatched;

    /// <summary>True when one scalar.</summary>
    public bool IsScalar => rows == 1 && columns == 1 && !isBatched;

    /// <summary>Columns of the present slice.</summary>
    public int ColumnsIn(Frame* frame) => isBatched ? frame->Samples : columns;

    /// <summary>The first element of the present slice. A partial result of a reduction goes to the slice's own part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* At(Frame* frame) =>
        frame->Bases[baseIndex] + offset + (spansBatch ? frame->SliceStart : 0) + ((nint)partialLength * frame->SliceIndex);
}
