using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>scatter_add_rows, turned round: each row of the result is the sum of the rows that name it, in their order.</summary>
internal sealed unsafe class ScatterAddRowsKernel<TLanes> : MatrixKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly int[] starts, sources;

    public ScatterAddRowsKernel(Address input, Address output, IReadOnlyList<int> indices)
        : base([input], output, packedOutput: false)
    {
        int rows = output.Rows;
        starts = new int[rows + 1];
        foreach (int index in indices)
            starts[index + 1]++;
        for (int row = 0; row < rows; row++)
            starts[row + 1] += starts[row];
        sources = new int[indices.Count];
        int[] next = [.. starts];
        for (int i = 0; i < indices.Count; i++)
            sources[next[indices[i]]++] = i;
    }

    protected override void Compute(Matrix* operands, Matrix result)
    {
        fixed (int* start = starts, source = sources)
            RowSums<TLanes>.Run(result.Data, result.Stride, operands[0].Data, operands[0].Stride, start, source, result.Rows, result.Columns);
    }
}
