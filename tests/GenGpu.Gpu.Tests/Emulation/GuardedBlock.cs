using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Floats at an address that does not move, between guard bands.</summary>
internal sealed unsafe class GuardedBlock : IDisposable
{
    private const int Band = 64;
    private const float Guard = -7654.321f;
    private float* memory;

    public GuardedBlock(int length)
    {
        Length = length;
        memory = (float*)NativeMemory.AlignedAlloc((nuint)(length + (2 * Band)) * sizeof(float), 64);
        new Span<float>(memory, length + (2 * Band)).Fill(Guard);
        Span.Clear();
    }

    public int Length { get; }

    public float* Pointer => memory + Band;

    public Span<float> Span => new(Pointer, Length);

    /// <summary>Fails when something was written beside the block.</summary>
    public void Check(string name)
    {
        for (int i = 0; i < Band; i++)
        {
            if (memory[i] != Guard || Pointer[Length + i] != Guard)
                throw new EmulationException($"a kernel wrote outside of '{name}' ({Length} floats)");
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }
}
