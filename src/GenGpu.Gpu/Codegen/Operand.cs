namespace GenGpu.Gpu.Codegen;

/// <summary>A value as a call sees it: the pointer to its first element in the present slice, and its shape there.</summary>
/// <param name="Pointer">C expression of the first element.</param>
/// <param name="Region">The block of memory, for hazards.</param>
/// <param name="Start">First float of the value in the block, over all slices.</param>
/// <param name="Length">Floats of the value in the block, over all slices.</param>
/// <param name="Stride">Floats from row to row.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns of the present slice.</param>
/// <param name="IsBatched">Whether columns are samples.</param>
internal readonly record struct Operand(string Pointer, int Region, int Start, int Length, int Stride, int Rows, int Columns, bool IsBatched)
{
    /// <summary>Whether rows are whole strips at multiples of 16 bytes, so that tiles may load them.</summary>
    public bool IsPadded => Stride % 16 == 0 && Start % 4 == 0 && (IsBatched || Columns % 16 == 0);

    /// <summary>Whether every row begins at a multiple of 16 bytes and has whole pieces of them, so that weights may be loaded four at a time.</summary>
    public bool HasAlignedRows => Stride % 4 == 0 && Columns % 4 == 0 && Start % 4 == 0 && !IsBatched;

    /// <summary>Whether the elements lie one after another without padding.</summary>
    public bool IsPacked => Stride == Columns;

    /// <summary>The value read as a whole.</summary>
    public Access Read() => new(Region, Start, Start + Length, false, null);

    /// <summary>The value written as a whole.</summary>
    public Access Write() => new(Region, Start, Start + Length, true, null);

    /// <summary>The value touched cell by cell over a grid.</summary>
    public Access Cell(int rows, int columns, bool isWrite) => new(Region, Start, Start + Length, isWrite, new CellMap(rows, columns, Start, Stride));
}
