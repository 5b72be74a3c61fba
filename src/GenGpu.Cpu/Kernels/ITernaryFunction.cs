using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function of three operands, in lanes.</summary>
internal interface ITernaryFunction
{
    /// <summary>The function's value.</summary>
    static abstract TLanes Apply<TLanes>(TLanes a, TLanes b, TLanes c)
        where TLanes : struct, ILanes<TLanes>;
}
