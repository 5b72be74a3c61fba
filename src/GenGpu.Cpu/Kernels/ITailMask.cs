using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>How a reduction over samples loads a group: as it is, or with the lanes after the last sample set to zero.</summary>
internal unsafe interface ITailMask
{
    /// <summary>Loads a group of which <paramref name="left"/> lanes (or more than 16) are samples.</summary>
    static abstract TLanes Load<TLanes>(float* source, int left)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>What was computed from loaded groups: as it is, or with the lanes after the last sample set to zero.</summary>
    static abstract TLanes Keep<TLanes>(TLanes value, int left)
        where TLanes : struct, ILanes<TLanes>;
}
