namespace GenGpu.Core.Memory;

/// <summary>Where a value lives.</summary>
/// <param name="Space">The block.</param>
/// <param name="Offset">Offset in floats from the start of the block (from the start of the buffer for <see cref="MemorySpace.Buffer"/>).</param>
/// <param name="RowStride">Floats from one row to the next: a multiple of 16 for batched values, the number of columns otherwise.</param>
/// <param name="SpansBatch">True when the rows hold the whole batch: a slice that starts at sample s begins s floats into each row.</param>
/// <param name="SliceStep">Floats from one slice's part of the value to the next, where slices lie one after another; otherwise 0.</param>
public readonly record struct Location(MemorySpace Space, int Offset, int RowStride, bool SpansBatch, int SliceStep = 0)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Space.ToString().ToLowerInvariant()}+{Offset}";
}
