using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Dense products on [row][sample] matrices: strides are multiples of 16, the valid number of samples is any, whole groups of 16
/// are computed and stored. Weights are row-major [m, k], contiguous.
/// </summary>
internal static unsafe class DenseKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // Terms per pass: a panel of 64 samples by 160 terms takes 40 KB, which stays in the first-level cache.
    private const int DepthBlock = 160;

    /// <summary>y[m, B] = activation(W[m, k] x[k, B] + b[m]).</summary>
    /// <param name="weights">W.</param>
    /// <param name="bias">b, or null for none.</param>
    /// <param name="x">x; must not overlap y.</param>
    /// <param name="xStride">Floats from row to row of x.</param>
    /// <param name="y">y.</param>
    /// <param name="yStride">Floats from row to row of y.</param>
    /// <param name="m">Rows of y.</param>
    /// <param name="k">Rows of x.</param>
    /// <param name="samples">B.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="slope">Slope of LeakyReLU below 0.</param>
    public static void Forward(float* weights, float* bias, float* x, int xStride, float* y, int yStride, int m, int k, int samples, DenseActivation activation, float slope)
    {
        var operands = new TileOperands { RowStep = k, DepthStep = 1, SourceStride = xStride, DestinationStride = yStride };
        Activated(operands, weights, bias, x, y, m, k, samples, activation, slope);
    }

    /// <summary>y[k, B] = activation(W[m, k]^T x[m, B] + b[k]).</summary>
    /// <param name="weights">W.</param>
    /// <param name="bias">b, or null for none.</param>
    /// <param name="x">x; must not overlap y.</param>
    /// <param name="xStride">Floats from row to row of x.</param>
    /// <param name="y">y.</param>
    /// <param name="yStride">Floats from row to row of y.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="k">Rows of y.</param>
    /// <param name="samples">B.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="slope">Slope of LeakyReLU below 0.</param>
    public static void Transposed(float* weights, float* bias, float* x, int xStride, float* y, int yStride, int m, int k, int samples, DenseActivation activation, float slope)
    {
        var operands = new TileOperands { RowStep = 1, DepthStep = k, SourceStride = xStride, DestinationStride = yStride };
        Activated(operands, weights, bias, x, y, k, m, samples, activation, slope);
    }

    /// <summary>dx[k, B] = W[m, k]^T dy[m, B], or added to dx.</summary>
    /// <param name="weights">W.</param>
    /// <param name="dy">dy; must not overlap dx.</param>
    /// <param name="dyStride">Floats from row to row of dy.</param>
    /// <param name="dx">dx.</param>
    /// <param name="dxStride">Floats from row to row of dx.</param>
    /// <param name="m">Rows of dy.</param>
    /// <param name="k">Rows of dx.</param>
    /// <param name="samples">B.</param>
    /// <param name="accumulate">True to add to what dx holds.</param>
    public static void BackwardInput(float* weights, float* dy, int dyStride, float* dx, int dxStride, int m, int k, int samples, bool accumulate)
    {
        var operands = new TileOperands { RowStep = 1, DepthStep = k, SourceStride = dyStride, DestinationStride = dxStride, Accumulate = accumulate };
        Product<IdentityActivation>(operands, weights, null, dy, dx, k, m, samples);
    }

    private static void Activated(TileOperands operands, float* weights, float* bias, float* x, float* y, int rows, int depth, int samples, DenseActivation activation, float slope)
    {
        operands.Slope = slope;
        if (activation == DenseActivation.Relu)
            Product<ReluActivation>(operands, weights, bias, x, y, rows, depth, samples);
        else if (activation == DenseActivation.LeakyRelu && slope is > 0f and <= 1f)
            Product<LeakyReluActivation>(operands, weights, bias, x, y, rows, depth, samples);
        else if (activation == DenseActivation.LeakyRelu)
            Product<SteepReluActivation>(operands, weights, bias, x, y, rows, depth, samples);
        else
            Product<IdentityActivation>(operands, weights, bias, x, y, rows, depth, samples);
        for (int row = 0; row < rows && activation is DenseActivation.Tanh or DenseActivation.Sigmoid; row++)
        {
            float* at = y + ((nint)row * operands.DestinationStride);
            if (activation == DenseActivation.Tanh)
                UnaryLoop<TLanes, TanhFunction>.Run(at, at, samples);
            else
                UnaryLoop<TLanes, SigmoidFunction>.Run(at, at, samples);
        }
    }

    private static void Product<TActivation>(TileOperands operands, float* weights, float* bias, float* source, float* destination, int rows, int depth, int samples)
        where TActivation : struct, IActivation
    {
        bool accumulate = operands.Accumulate;
        int groups = (samples + 15) / 16;
        int start = 0;
        do
        {
            // Passes over the depth continue the same chains, so they do not change bits; only the last one activates.
            int count = Math.Min(DepthBlock, depth - start);
            bool isLast = start + count == depth;
            operands.Depth = count;
            operands.Accumulate = accumulate || start > 0;
            float* from = source + (nint)start * operands.SourceStride;
            float* w = weights + (nint)start * operands.DepthStep;
            if (isLast)
                Pass<TActivation>(operands, w, bias, from, destination, rows, groups);
            else
                Pass<IdentityActivation>(operands, w, bias, from, destination, rows, groups);
            start += count;
        }
        while (start < depth);
    }

    private static void Pass<TActivation>(in TileOperands operands, float* weights, float* bias, float* source, float* destination, int rows, int groups)
        where TActivation : struct, IActivation
    {
        int group = 0;
        // Four groups are 16 accumulators and more of 512 bits; narrower registers do not have the room.
        if (TLanes.RegistersPerGroup == 1)
        {
            for (; rows == 1 && group + 8 <= groups; group += 8)
                DenseRowTile<TLanes, TActivation>.Run(operands, weights, bias, source + 16 * group, destination + 16 * group);
            for (; group + 4 <= groups; group += 4)
                for (int row = 0, height; row < rows; row += height)
                {
                    height = TileHeight(rows - row);
                    DenseWideTiles<TLanes, TActivation>.Run(height, operands, weights + row * operands.RowStep, bias == null ? null : bias + row, source + 16 * group, destination + row * operands.DestinationStride + 16 * group);
                }
        }
        for (; group < groups; group++)
            for (int row = 0, height; row < rows; row += height)
            {
                height = TileHeight(rows - row);
                DenseNarrowTiles<TLanes, TActivation>.Run(height, operands, weights + row * operands.RowStep, bias == null ? null : bias + row, source + 16 * group, destination + row * operands.DestinationStride + 16 * group);
            }
    }

    // Fives while that leaves a rest made of fours and fives; few rows as they come.
    private static int TileHeight(int rows) => rows switch
    {
        <= 5 => rows,
        6 => 3,
        7 or 8 => 4,
        11 or 12 => 4,
        _ => 5,
    };
}
