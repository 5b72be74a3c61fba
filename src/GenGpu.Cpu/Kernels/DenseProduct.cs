using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// y = activation(W x + b) or y = activation(W^T x + b) for one shape of W: what can be decided once is decided in the constructor. Matrices are
/// [row][sample], strides multiples of 16, the valid number of samples is any; whole groups of 16 are computed and stored. Weights are row-major, contiguous.
/// </summary>
internal sealed unsafe class DenseProduct<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly int rows, depth;
    private readonly nint rowStep, depthStep;
    private readonly float slope;
    private readonly DenseActivation activation;
    private readonly delegate*<in TileOperands, float*, float*, float*, float*, int, int, void> lastPass;

    /// <param name="weightRows">m of W [m, k].</param>
    /// <param name="weightColumns">k of W [m, k].</param>
    /// <param name="isTransposed">True for W^T.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="slope">Slope of a LeakyReLU below 0.</param>
    /// <exception cref="ArgumentException">A masked product needs several passes: the first would overwrite a mask that lies where the result goes.</exception>
    public DenseProduct(int weightRows, int weightColumns, bool isTransposed, DenseActivation activation, float slope)
    {
        (rows, depth) = isTransposed ? (weightColumns, weightRows) : (weightRows, weightColumns);
        (rowStep, depthStep) = isTransposed ? (1, weightColumns) : (weightColumns, 1);
        if (activation == DenseActivation.MaskedByRelu && depth > DenseDepth.Block)
            throw new ArgumentException($"A masked product of {depth} terms takes several passes; at most {DenseDepth.Block} fit into one.", nameof(activation));
        this.slope = slope;
        this.activation = activation;
        lastPass = activation switch
        {
            DenseActivation.Relu => &DensePass<TLanes, ReluActivation>.Run,
            DenseActivation.LeakyRelu when slope is > 0f and <= 1f => &DensePass<TLanes, LeakyReluActivation>.Run,
            DenseActivation.LeakyRelu => &DensePass<TLanes, SteepReluActivation>.Run,
            DenseActivation.MaskedByRelu => &DensePass<TLanes, MaskedByReluActivation>.Run,
            _ => &DensePass<TLanes, IdentityActivation>.Run,
        };
    }

    /// <summary>Computes y.</summary>
    /// <param name="weights">W.</param>
    /// <param name="bias">b, or null for none.</param>
    /// <param name="x">x; must not overlap y.</param>
    /// <param name="xStride">Floats from row to row of x.</param>
    /// <param name="y">y.</param>
    /// <param name="yStride">Floats from row to row of y, and of what masks it.</param>
    /// <param name="samples">Columns of x.</param>
    /// <param name="mask">Floats from y to what masks it.</param>
    public void Run(float* weights, float* bias, float* x, int xStride, float* y, int yStride, int samples, nint mask)
    {
        var operands = new TileOperands { RowStep = rowStep, DepthStep = depthStep, SourceStride = xStride, DestinationStride = yStride, Slope = slope, Mask = mask, Depth = depth };
        int groups = (samples + 15) / 16, start = 0;
        // Passes over the depth continue the same chains, so they do not change bits; only the last one activates.
        for (; depth - start > DenseDepth.Block; start += DenseDepth.Block)
        {
            operands.Depth = DenseDepth.Block;
            DensePass<TLanes, IdentityActivation>.Run(operands, weights + (start * depthStep), bias, x + ((nint)start * xStride), y, rows, groups);
            operands.Accumulate = true;
            operands.Depth = depth - start - DenseDepth.Block;
        }

        lastPass(operands, weights + (start * depthStep), bias, x + ((nint)start * xStride), y, rows, groups);
        if (activation == DenseActivation.Tanh)
            Activate<TanhFunction>(y, yStride, samples);
        else if (activation == DenseActivation.Sigmoid)
            Activate<SigmoidFunction>(y, yStride, samples);
    }

    private void Activate<TFunction>(float* y, int stride, int samples)
        where TFunction : struct, IUnaryFunction
    {
        for (int row = 0; row < rows; row++)
        {
            float* at = y + ((nint)row * stride);
            UnaryLoop<TLanes, TFunction>.Run(at, at, samples);
        }
    }
}
