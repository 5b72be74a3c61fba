using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>One pass of a <see cref="GatheredProduct{TLanes}"/> over one site: the tiles that cover its rows and samples.</summary>
internal static unsafe class GatheredPass<TLanes, TActivation>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
{
    /// <summary>destination = activation(start + weights source).</summary>
    /// <param name="operands">What the tiles share, with the steps between the rows of the source.</param>
    /// <param name="weights">First weight.</param>
    /// <param name="bias">Bias per row, or null.</param>
    /// <param name="source">First term of the first sample.</param>
    /// <param name="destination">First row of the first sample.</param>
    /// <param name="rows">Rows of the destination.</param>
    /// <param name="groups">Groups of 16 samples.</param>
    public static void Run(in TileOperands operands, float* weights, float* bias, float* source, float* destination, int rows, int groups)
    {
        int group = 0;
        // The terms of 64 samples stay in the first-level cache for all rows.
        for (; TLanes.RegistersPerGroup == 1 && group + 4 <= groups; group += 4)
        {
            for (int row = 0, height; row < rows; row += height)
            {
                height = DensePass<TLanes, TActivation>.TileHeight(rows - row);
                DenseWideTiles<TLanes, TActivation, GatheredWalk>.Run(height, operands, weights + row * operands.RowStep, bias == null ? null : bias + row, source + 16 * group, destination + row * operands.DestinationStride + 16 * group);
            }
        }

        for (; group < groups; group++)
        {
            for (int row = 0, height; row < rows; row += height)
            {
                height = DensePass<TLanes, TActivation>.TileHeight(rows - row);
                DenseNarrowTiles<TLanes, TActivation, GatheredWalk>.Run(height, operands, weights + row * operands.RowStep, bias == null ? null : bias + row, source + 16 * group, destination + row * operands.DestinationStride + 16 * group);
            }
        }
    }
}
