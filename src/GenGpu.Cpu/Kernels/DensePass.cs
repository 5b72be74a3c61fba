using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>One pass of a dense product over all rows and samples: the tiles that cover them.</summary>
internal static unsafe class DensePass<TLanes, TActivation>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
{
    /// <summary>destination = activation(start + weights source).</summary>
    /// <param name="operands">What the tiles share.</param>
    /// <param name="weights">First weight.</param>
    /// <param name="bias">Bias per row, or null.</param>
    /// <param name="source">First term of the first sample.</param>
    /// <param name="destination">First row of the first sample.</param>
    /// <param name="rows">Rows of the destination.</param>
    /// <param name="groups">Groups of 16 samples.</param>
    public static void Run(in TileOperands operands, float* weights, float* bias, float* source, float* destination, int rows, int groups)
    {
        int group = 0;
        if (operands.Depth <= 4 && !operands.Accumulate)
        {
            float zero = 0f;
            nint biasStep = bias == null ? 0 : 1;
            bias = bias == null ? &zero : bias;
            for (; TLanes.RegistersPerGroup == 1 && group + 4 <= groups; group += 4)
                ShallowWideTiles<TLanes, TActivation>.Run(operands, weights, bias, biasStep, source + 16 * group, destination + 16 * group, rows);
            for (; group < groups; group++)
                ShallowNarrowTiles<TLanes, TActivation>.Run(operands, weights, bias, biasStep, source + 16 * group, destination + 16 * group, rows);
            return;
        }

        // Four groups are 16 accumulators and more of 512 bits; narrower registers do not have the room.
        if (TLanes.RegistersPerGroup == 1)
        {
            for (; rows == 1 && group + 8 <= groups; group += 8)
                DenseRowTile<TLanes, TActivation>.Run(operands, weights, bias, source + 16 * group, destination + 16 * group);
            for (; group + 4 <= groups; group += 4)
                for (int row = 0, height; row < rows; row += height)
                {
                    height = TileHeight(rows - row);
                    DenseWideTiles<TLanes, TActivation, StridedWalk>.Run(height, operands, weights + row * operands.RowStep, bias == null ? null : bias + row, source + 16 * group, destination + row * operands.DestinationStride + 16 * group);
                }
        }
        for (; group < groups; group++)
            for (int row = 0, height; row < rows; row += height)
            {
                height = TileHeight(rows - row);
                DenseNarrowTiles<TLanes, TActivation, StridedWalk>.Run(height, operands, weights + row * operands.RowStep, bias == null ? null : bias + row, source + 16 * group, destination + row * operands.DestinationStride + 16 * group);
            }
    }

    /// <summary>Rows of the next tile: fives while that leaves a rest made of fours and fives; few rows as they come.</summary>
    public static int TileHeight(int rows) => rows switch
    {
        <= 5 => rows,
        6 => 3,
        7 or 8 => 4,
        11 or 12 => 4,
        _ => 5,
    };
}
