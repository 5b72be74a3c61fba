using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>Whether an operand of a loop over samples changes from group to group. A type, so that the loop is compiled for each combination.</summary>
internal unsafe interface IOperandKind
{
    /// <summary>The operand's lanes at a sample.</summary>
    /// <param name="data">First value of the row.</param>
    /// <param name="fixedValue">The row's one value, in all lanes.</param>
    /// <param name="sample">The first sample of the group.</param>
    static abstract TLanes At<TLanes>(float* data, TLanes fixedValue, int sample)
        where TLanes : struct, ILanes<TLanes>;
}
