using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function applied to accumulators before they are stored, small enough to be inlined there.</summary>
internal interface IActivation
{
    /// <summary>The function; <paramref name="slope"/> is its parameter, if it has one.</summary>
    static abstract TLanes Apply<TLanes>(TLanes x, TLanes slope)
        where TLanes : struct, ILanes<TLanes>;
}
