using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function of one operand, in lanes.</summary>
internal interface IUnaryFunction
{
    /// <summary>The function's value.</summary>
    /// <param name="x">The operand.</param>
    /// <param name="parameters">Constants of the function, if it has any.</param>
    static abstract TLanes Apply<TLanes>(TLanes x, in FunctionParameters parameters)
        where TLanes : struct, ILanes<TLanes>;
}
