using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using GenGpu.Core;

namespace GenGpu.Cpu.Simd;

/// <summary>
/// Chooses the register width: the fastest of those that the processor has, by a measurement of well under a millisecond, because
/// no property tells whether 512-bit registers pay on a machine. The environment variable GENGPU_LANES (128, 256 or 512) decides
/// instead when it is set. Results do not depend on the choice.
/// </summary>
internal static class LaneSelection
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "GENGPU_LANES";

    // The wider registers are taken unless the narrower ones are faster by this much, so that noise on a busy machine does not decide.
    private const double Margin = 1.3;

    private static readonly Lazy<LaneWidth> Choice = new(() => Select(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The width that kernels run at.</summary>
    /// <exception cref="UserErrorException">GENGPU_LANES is set to something else than a width of this processor.</exception>
    public static LaneWidth Selected => Choice.Value;

    /// <summary>The widths that this processor has, widest first.</summary>
    public static IReadOnlyList<LaneWidth> Supported { get; } =
    [
        .. Avx512F.IsSupported ? [LaneWidth.Bits512] : Array.Empty<LaneWidth>(),
        .. Avx2.IsSupported && Fma.IsSupported ? [LaneWidth.Bits256] : Array.Empty<LaneWidth>(),
        LaneWidth.Bits128,
    ];

    /// <summary>The width asked for, or the fastest when nothing is.</summary>
    /// <param name="request">128, 256 or 512; null or empty for a measurement.</param>
    /// <exception cref="UserErrorException">The request is no width of this processor.</exception>
    public static LaneWidth Select(string? request)
    {
        if (string.IsNullOrEmpty(request))
            return Fastest();
        if (int.TryParse(request, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && Supported.Contains((LaneWidth)bits))
            return (LaneWidth)bits;
        string known = string.Join(", ", Supported.Select(width => ((int)width).ToString(CultureInfo.InvariantCulture)));
        throw new UserErrorException($"{Variable} is '{request}', but this processor has registers of {known} bits: set one of these or leave it unset.", 2);
    }

    private static LaneWidth Fastest()
    {
        if (!Supported.Contains(LaneWidth.Bits512))
            return Supported[0];
        long wide = long.MaxValue;
        long narrow = long.MaxValue;
        for (int round = 0; round < 8; round++)
        {
            wide = Math.Min(wide, Probe<Lanes512>());
            narrow = Math.Min(narrow, Probe<Lanes256>());
        }
        return wide <= narrow * Margin ? LaneWidth.Bits512 : LaneWidth.Bits256;
    }

    /// <summary>Ticks of a product with loads, the mix that dense layers are made of.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe long Probe<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        const int Floats = 1024;
        float* data = stackalloc float[Floats];
        for (int i = 0; i < Floats; i++)
            data[i] = 1f / (i + 1);
        long start = Stopwatch.GetTimestamp();
        TLanes a = TLanes.Zero, b = a, c = a, d = a, factor = TLanes.Broadcast(0.5f);
        for (int pass = 0; pass < 40; pass++)
        {
            for (float* p = data; p < data + Floats; p += 64)
            {
                a = TLanes.FusedMultiplyAdd(factor, TLanes.Load(p), a);
                b = TLanes.FusedMultiplyAdd(factor, TLanes.Load(p + 16), b);
                c = TLanes.FusedMultiplyAdd(factor, TLanes.Load(p + 32), c);
                d = TLanes.FusedMultiplyAdd(factor, TLanes.Load(p + 48), d);
            }
        }
        TLanes.Store(data, TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)));
        return Stopwatch.GetTimestamp() - start;
    }
}
