using System.Runtime.InteropServices;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// A thread's own memory for kernels that need a padded copy: packed matrices with several columns (rare: they occur in second derivatives and
/// tables) have rows that are not whole groups of 16, which the SIMD kernels would write beyond.
/// </summary>
internal static unsafe class Scratchpad
{
    [ThreadStatic]
    private static Block? block;

    /// <summary>At least that many floats, valid until the next call on this thread.</summary>
    public static float* Floats(int count)
    {
        block ??= new Block();
        return block.Floats(Padding.RoundUp(count) + Padding.Lanes);
    }

    private sealed class Block
    {
        private float* memory;
        private int length;

        ~Block() => NativeMemory.AlignedFree(memory);

        public float* Floats(int count)
        {
            if (count > length)
            {
                NativeMemory.AlignedFree(memory);
                memory = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
                new Span<float>(memory, count).Clear();
                length = count;
            }

            return memory;
        }
    }
}
