namespace GenGpu.Cpu.Simd;

/// <summary>temporary</summary>
internal static class LaneSelection
{
    public static LaneWidth Selected => LaneWidth.Bits512;
}
