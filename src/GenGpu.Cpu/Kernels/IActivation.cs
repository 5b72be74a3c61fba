using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function applied to accumulators before they are stored, small enough to be inlined there.</summary>
internal unsafe interface IActivation
{
    /// <summary>The function of an accumulator.</summary>
    /// <param name="x">The accumulator.</param>
    /// <param name="slope">The function's parameter, if it has one.</param>
    /// <param name="at">Where the result will be stored.</param>
    /// <param name="mask">Floats from there to what decides about the result, for functions of a second matrix.</param>
    static abstract TLanes Apply<TLanes>(TLanes x, TLanes slope, float* at, nint mask)
        where TLanes : struct, ILanes<TLanes>;
}
