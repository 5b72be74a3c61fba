namespace GenGpu.Cpu.Kernels;

/// <summary>Pairs of sets of sixteen Philox blocks at equal distances, and where the words of each set go.</summary>
internal unsafe struct UnitRun
{
    /// <summary>First block of the first set of the first pair.</summary>
    public uint Block;

    /// <summary>From the first block of a pair to that of its second set.</summary>
    public uint Apart;

    /// <summary>From pair to pair.</summary>
    public uint BlockStep;

    /// <summary>Where the words of the first set go.</summary>
    public uint* Target;

    /// <summary>Words from there to where those of the second set go, and to those of the next pair.</summary>
    public nint TargetApart, TargetStep;
}
