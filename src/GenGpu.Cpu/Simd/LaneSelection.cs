using System.Globalization;
using System.Runtime.Intrinsics.X86;
using GenGpu.Core;

namespace GenGpu.Cpu.Simd;

/// <summary>
/// Chooses the register width: the widest that the processor has. A measurement at the start would have to tell 512 bits from 256 within milliseconds, on machines that slow the first wide
/// instructions down and that others use too; where it erred, everything ran at half the speed. Even where wide multiply-adds bring nothing, wide permutes make random numbers and tables several times
/// as fast. The environment variable GENGPU_LANES (128, 256 or 512) decides instead when it is set. Results do not depend on the choice.
/// </summary>
internal static class LaneSelection
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "GENGPU_LANES";

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

    /// <summary>The width asked for, or the widest when nothing is.</summary>
    /// <param name="request">128, 256 or 512; null or empty for the widest.</param>
    /// <exception cref="UserErrorException">The request is no width of this processor.</exception>
    public static LaneWidth Select(string? request)
    {
        if (string.IsNullOrEmpty(request))
            return Supported[0];
        if (int.TryParse(request, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && Supported.Contains((LaneWidth)bits))
            return (LaneWidth)bits;
        string known = string.Join(", ", Supported.Select(width => ((int)width).ToString(CultureInfo.InvariantCulture)));
        throw new UserErrorException($"{Variable} is '{request}', but this processor has registers of {known} bits: set one of these or leave it unset.", 2);
    }
}
