using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Lookups at every register width: short tables and long ones, several rows at once, wild indices.</summary>
public class TableKernelTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 37)]
    [InlineData(8, 15, 16)]
    [InlineData(9, 16, 33)]
    [InlineData(17, 6, 100)]
    [InlineData(2, 17, 37)]
    [InlineData(9, 64, 20)]
    public void LookupTakesTheClampedEntry(int rows, int entries, int samples)
    {
        var lookup = new Lookup(rows, entries, samples);
        Widths.AssertSameBits(lookup.Expected(), Widths.Agree(lookup, "lookup"), "lookup");
    }

    private sealed class Lookup(int rows, int entries, int samples) : Widths.IComputation
    {
        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded index = Index(), table = Table(), to = new(rows, samples, 16);
            TableKernels<TLanes>.Lookup(to.Data, to.Stride, table.Data, table.Stride, rows, entries, index.Data, samples);
            return to.Values();
        }

        public float[] Expected()
        {
            using Guarded index = Index(), table = Table();
            return [.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, samples).Select(s => table[row, Entry(index[0, s])]))];
        }

        private int Entry(float index) => float.IsNaN(index) ? 0 : (int)Math.Clamp(index, 0, entries - 1);

        private Guarded Table() => Guarded.Random(new Random(2), rows, entries, 16);

        private Guarded Index()
        {
            var random = new Random(3);
            float[] wild = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -1f, -0f, entries, 1e30f];
            var index = new Guarded(1, samples);
            for (int s = 0; s < samples; s++)
                index[0, s] = s % 3 == 2 ? wild[s / 3 % wild.Length] : random.Next(entries);
            return index;
        }
    }
}
