using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>Consecutive groups of 16 samples of one row, in registers: a tile written over this is compiled for wide and for narrow strips of samples.</summary>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
/// <typeparam name="TLanes">One group.</typeparam>
internal unsafe interface IGroups<TSelf, TLanes>
    where TSelf : struct, IGroups<TSelf, TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Number of groups.</summary>
    static abstract int Count { get; }

    /// <summary>The same group everywhere.</summary>
    static abstract TSelf Of(TLanes value);

    static abstract TSelf Load(float* source);

    static abstract void Store(float* destination, TSelf value);

    /// <summary>scale x + sum, with one rounding.</summary>
    static abstract TSelf MultiplyAdd(TLanes scale, TSelf x, TSelf sum);

    /// <summary>The activation of a row's samples whose result will be stored at <paramref name="at"/>.</summary>
    static abstract TSelf Activate<TActivation>(TSelf value, TLanes slope, float* at, nint mask)
        where TActivation : struct, IActivation;
}
