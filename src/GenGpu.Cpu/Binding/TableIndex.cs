using System.Runtime.CompilerServices;

namespace GenGpu.Cpu.Binding;

/// <summary>Indices held as floats.</summary>
internal static class TableIndex
{
    /// <summary>The index, clamped to [0, count - 1]; NaN gives 0, so that nothing outside the table is ever touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Clamp(float index, int count) => index > 0f ? (int)MathF.Min(index, count - 1) : 0;
}
