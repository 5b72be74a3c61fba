using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GenGpu.Cpu.Kernels;

/// <summary>Asks for memory before it is read, where the processor cannot guess it.</summary>
internal static unsafe class CacheHint
{
    /// <summary>Brings the line of an address into the second-level cache; nothing where there is no such instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
