namespace GenGpu.Cpu.Simd;

/// <summary>Width of the registers that sixteen lanes are held in. Changes speed, never results.</summary>
internal enum LaneWidth
{
    /// <summary>Four registers of 128 bits: runs everywhere.</summary>
    Bits128 = 128,

    /// <summary>Two registers of 256 bits: AVX2 with FMA.</summary>
    Bits256 = 256,

    /// <summary>One register of 512 bits: AVX-512F.</summary>
    Bits512 = 512,
}
