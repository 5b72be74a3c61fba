using System.Runtime.InteropServices;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>A [rows, samples] matrix with padding and guard bands around it; padding holds NaN unless asked otherwise.</summary>
internal sealed unsafe class Guarded : IDisposable
{
    private const int Band = 64;
    private const uint GuardBits = 0xDEADBEEF;
    private readonly uint* _memory;
    private readonly int _total;

    public Guarded(int rows, int samples, int extraStride = 0)
    {
        Rows = rows;
        Samples = samples;
        Stride = ((samples + 15) & ~15) + extraStride;
        _total = rows * Stride + 2 * Band;
        _memory = (uint*)NativeMemory.AlignedAlloc((nuint)_total * 4, 64);
        for (int i = 0; i < _total; i++)
            _memory[i] = i < Band || i >= _total - Band ? GuardBits : 0x7FC00000u;
    }

    public int Rows { get; }

    public int Samples { get; }

    public int Stride { get; }

    public float* Data => (float*)_memory + Band;

    public ref float this[int row, int sample] => ref Data[row * Stride + sample];

    public static Guarded Random(Random random, int rows, int samples, int extraStride = 0, double scale = 1)
    {
        var matrix = new Guarded(rows, samples, extraStride);
        for (int row = 0; row < rows; row++)
            for (int s = 0; s < samples; s++)
                matrix[row, s] = (float)(scale * (2 * random.NextDouble() - 1));
        return matrix;
    }

    /// <summary>The valid values, row after row, after a look at the guard bands.</summary>
    public float[] Values()
    {
        for (int i = 0; i < Band; i++)
        {
            Assert.Equal(GuardBits, _memory[i]);
            Assert.Equal(GuardBits, _memory[_total - 1 - i]);
        }
        var values = new float[Rows * Samples];
        for (int row = 0; row < Rows; row++)
            for (int s = 0; s < Samples; s++)
                values[row * Samples + s] = this[row, s];
        return values;
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
