namespace GenGpu.Gpu.Codegen;

/// <summary>A range of memory that a call reads or writes.</summary>
/// <param name="Region">The block, one of the regions of <see cref="ProgramLayout"/>.</param>
/// <param name="Start">First float.</param>
/// <param name="End">After the last float.</param>
/// <param name="IsWrite">Whether it writes.</param>
/// <param name="Cells">Which worker touches what, when each cell of a grid touches its own element alone; otherwise null: any worker may touch anything.</param>
internal readonly record struct Access(int Region, int Start, int End, bool IsWrite, CellMap? Cells)
{
    /// <summary>Whether a barrier must stand between the two, whichever comes first.</summary>
    public bool Conflicts(Access other) =>
        Region == other.Region && Region != ProgramLayout.ConstantRegion && (IsWrite || other.IsWrite) && Start < other.End && other.Start < End
        && (Cells is null || Cells != other.Cells);
}
