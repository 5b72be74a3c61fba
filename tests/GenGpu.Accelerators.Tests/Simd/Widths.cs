using System.Runtime.Intrinsics.X86;
using GenGpu.Cpu.Simd;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Runs a computation at every register width that this machine has.</summary>
internal static class Widths
{
    public interface IComputation
    {
        float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>;
    }

    /// <summary>The result at 128 bits, after asserting that all widths give its bits (NaN being equal to NaN).</summary>
    public static float[] Agree(IComputation computation, string name)
    {
        float[] expected = computation.Run<Lanes128>();
        if (Avx2.IsSupported && Fma.IsSupported)
            AssertSameBits(expected, computation.Run<Lanes256>(), name + " at 256 bits");
        if (Avx512F.IsSupported)
            AssertSameBits(expected, computation.Run<Lanes512>(), name + " at 512 bits");
        return expected;
    }

    public static void AssertSameBits(float[] expected, float[] actual, string name)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = BitConverter.SingleToUInt32Bits(expected[i]) == BitConverter.SingleToUInt32Bits(actual[i])
                || (float.IsNaN(expected[i]) && float.IsNaN(actual[i]));
            Assert.True(same, $"{name}, value {i}: {actual[i]:g9} instead of {expected[i]:g9}");
        }
    }
}
