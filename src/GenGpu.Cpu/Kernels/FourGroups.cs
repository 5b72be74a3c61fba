using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>64 samples of a row.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly unsafe struct FourGroups<TLanes>(TLanes a, TLanes b, TLanes c, TLanes d) : IGroups<FourGroups<TLanes>, TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly TLanes a = a, b = b, c = c, d = d;

    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourGroups<TLanes> Of(TLanes value) => new(value, value, value, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourGroups<TLanes> Load(float* source) => new(TLanes.Load(source), TLanes.Load(source + 16), TLanes.Load(source + 32), TLanes.Load(source + 48));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, FourGroups<TLanes> value)
    {
        TLanes.Store(destination, value.a);
        TLanes.Store(destination + 16, value.b);
        TLanes.Store(destination + 32, value.c);
        TLanes.Store(destination + 48, value.d);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourGroups<TLanes> MultiplyAdd(TLanes scale, FourGroups<TLanes> x, FourGroups<TLanes> sum) => new(
        TLanes.FusedMultiplyAdd(scale, x.a, sum.a),
        TLanes.FusedMultiplyAdd(scale, x.b, sum.b),
        TLanes.FusedMultiplyAdd(scale, x.c, sum.c),
        TLanes.FusedMultiplyAdd(scale, x.d, sum.d));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourGroups<TLanes> Activate<TActivation>(FourGroups<TLanes> value, TLanes slope, float* at, nint mask)
        where TActivation : struct, IActivation => new(
        TActivation.Apply(value.a, slope, at, mask),
        TActivation.Apply(value.b, slope, at + 16, mask),
        TActivation.Apply(value.c, slope, at + 32, mask),
        TActivation.Apply(value.d, slope, at + 48, mask));
}
