using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>16 samples of a row.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly unsafe struct OneGroup<TLanes>(TLanes a) : IGroups<OneGroup<TLanes>, TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly TLanes a = a;

    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneGroup<TLanes> Of(TLanes value) => new(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneGroup<TLanes> Load(float* source) => new(TLanes.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, OneGroup<TLanes> value) => TLanes.Store(destination, value.a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneGroup<TLanes> MultiplyAdd(TLanes scale, OneGroup<TLanes> x, OneGroup<TLanes> sum) => new(TLanes.FusedMultiplyAdd(scale, x.a, sum.a));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneGroup<TLanes> Activate<TActivation>(OneGroup<TLanes> value, TLanes slope, float* at, nint mask)
        where TActivation : struct, IActivation => new(TActivation.Apply(value.a, slope, at, mask));
}
