namespace GenGpu.Cpu.Kernels;

/// <summary>Whose rows a tile of dot products sums besides, while they are in registers. A type, so that the tile is compiled for each case.</summary>
internal interface IRowSums
{
    /// <summary>Whether the rows of a are summed.</summary>
    static abstract bool OfA { get; }

    /// <summary>Whether the rows of b are summed.</summary>
    static abstract bool OfB { get; }
}
