using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function of one operand, in lanes.</summary>
internal interface IUnaryFunction
{
    /// <summary>The function's value.</summary>
    /// <param name="x">The operand.</param>
    static abstract TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>;
}
