using System.Runtime.CompilerServices;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Execution;

/// <summary>Where a kernel finds a value: a block of the frame, an offset, and the shape.</summary>
internal readonly unsafe struct Address(int baseIndex, int offset, int rowStride, bool spansBatch, int sliceStep, Shape shape)
{
    // Of the width of a pointer, so that the way to an element is two loads and an addition; few values move with the slice.
    private readonly nint index = baseIndex;
    private readonly nint start = offset;
    private readonly bool isMoving = spansBatch || sliceStep != 0;

    public const int LiteralBase = 0, HyperBase = 1, StateBase = 2, SharedBase = 3, SliceBase = 4, ConstantBase = 5, FirstBuffer = 6;

    /// <summary>Index of the block in <see cref="Frame.Bases"/>.</summary>
    public int Base => (int)index;

    /// <summary>Floats from one row to the next.</summary>
    public int RowStride => rowStride;

    public int Rows => shape.Rows;

    /// <summary>Columns; for batched values those of the whole batch.</summary>
    public int Columns => shape.Columns;

    public bool IsBatched => shape.IsBatched;

    /// <summary>Columns per sample.</summary>
    public int Sites => shape.Sites;

    /// <summary>True when one scalar.</summary>
    public bool IsScalar => shape.IsScalar;

    /// <summary>Columns of the present slice.</summary>
    public int ColumnsIn(Frame* frame) => shape.IsBatched ? frame->Samples * shape.Sites : shape.Columns;

    /// <summary>The first element of the present slice. A partial result of a reduction, or a value that lies slice by slice, has a part for each slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* At(Frame* frame)
    {
        float* at = frame->Bases[index] + start;
        return isMoving ? at + (spansBatch ? frame->SliceStart : 0) + ((nint)sliceStep * frame->SliceIndex) : at;
    }
}
