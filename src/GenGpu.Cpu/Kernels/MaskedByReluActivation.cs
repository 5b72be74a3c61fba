using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>x where the mask is positive, slope x elsewhere: the adjoint x on its way back through a (leaky) ReLU whose output is the mask.</summary>
internal readonly unsafe struct MaskedByReluActivation : IActivation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes slope, float* at, nint mask)
        where TLanes : struct, ILanes<TLanes> => LeakyReluBackwardFunction.Apply(x, TLanes.Load(at + mask), slope);
}
