using System.Runtime.Intrinsics;

namespace GenGpu.Cpu.Binding;

/// <summary>Looks for NaN and infinity.</summary>
internal static unsafe class FiniteCheck
{
    /// <summary>Whether all values are finite: x - x is 0 for finite x and NaN otherwise.</summary>
    public static bool All(float* values, int count)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Vector256<float> x = Vector256.Load(values + i);
            sum += x - x;
        }

        bool finite = Vector256.EqualsAll(sum, Vector256<float>.Zero);
        for (; i < count; i++)
            finite &= float.IsFinite(values[i]);
        return finite;
    }
}
