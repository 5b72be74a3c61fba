using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// y[r, i] = activation(b[r] + sum over d of W[r, d] x[offset(i, d)]) for every site i, where x[...] and y[...] stand for the samples of a site, a multiple of 16: a dense
/// product whose source is gathered by a table while it is read. The sum is one chain of fused multiply-adds in the order of d, as in <see cref="DenseProduct{TLanes}"/>.
/// </summary>
internal sealed unsafe class GatheredProduct<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly int rows, depth, sites;
    private readonly int[] offsets, steps;
    private readonly int[]? places;
    private readonly float slope;
    private readonly DenseActivation activation;
    private readonly delegate*<in TileOperands, float*, float*, float*, int*, float*, nint, (int Rows, int Sites, int Groups), void> lastPass;

    /// <param name="rows">Rows of y per site.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="offsets">Floats from the start of x to the samples of term d at site i, at i * depth + d.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="slope">Slope of a LeakyReLU below 0.</param>
    /// <param name="places">Site of y that each site of the table is, or null where the table has all sites in order.</param>
    public GatheredProduct(int rows, int depth, int[] offsets, DenseActivation activation, float slope, int[]? places = null)
    {
        this.rows = rows;
        this.depth = depth;
        this.offsets = GC.AllocateUninitializedArray<int>(offsets.Length, pinned: true);
        steps = GC.AllocateArray<int>(offsets.Length, pinned: true);
        offsets.CopyTo(this.offsets, 0);
        for (int i = 0; i + 1 < offsets.Length; i++)
            steps[i] = offsets[i + 1] - offsets[i];
        sites = offsets.Length / depth;
        this.places = places;
        this.activation = activation;
        this.slope = slope;
        lastPass = activation switch
        {
            DenseActivation.Relu => &GatheredPass<TLanes, ReluActivation>.Run,
            DenseActivation.LeakyRelu when slope is > 0f and <= 1f => &GatheredPass<TLanes, LeakyReluActivation>.Run,
            DenseActivation.LeakyRelu => &GatheredPass<TLanes, SteepReluActivation>.Run,
            _ => &GatheredPass<TLanes, IdentityActivation>.Run,
        };
    }

    /// <summary>Computes y.</summary>
    /// <param name="weights">W, row-major [rows, depth].</param>
    /// <param name="bias">b, or null for none.</param>
    /// <param name="x">Where offsets count from; must not overlap y.</param>
    /// <param name="y">First row of the first site.</param>
    /// <param name="rowStep">Floats from one row of a site of y to the next.</param>
    /// <param name="siteStep">Floats from one site of y to the next.</param>
    /// <param name="samples">Samples of a site.</param>
    public void Run(float* weights, float* bias, float* x, float* y, int rowStep, int siteStep, int samples)
    {
        fixed (int* firstOffset = offsets, firstStep = steps)
        {
            int groups = (samples + 15) / 16;
            if (places is null)
                Pass(weights, bias, x, firstOffset, firstStep, y, rowStep, siteStep, (rows, sites, groups));
            for (int site = 0; site < places?.Length; site++)
                Pass(weights, bias, x, firstOffset + (site * depth), firstStep + (site * depth), y + ((nint)places[site] * siteStep), rowStep, siteStep, (rows, 1, groups));
        }

        if (activation == DenseActivation.Tanh)
            Activate<TanhFunction>(y, rowStep, siteStep, samples);
        else if (activation == DenseActivation.Sigmoid)
            Activate<SigmoidFunction>(y, rowStep, siteStep, samples);
    }

    private void Pass(float* weights, float* bias, float* x, int* offset, int* step, float* y, int rowStep, nint siteStep, (int Rows, int Sites, int Groups) extent)
    {
        var operands = new TileOperands { RowStep = depth, DepthStep = 1, DestinationStride = rowStep, Slope = slope, Depth = depth };
        int start = 0;
        // Passes over the depth continue the same chains, so they do not change bits; only the last one activates.
        for (; depth - start > DenseDepth.Block; start += DenseDepth.Block)
        {
            operands.Steps = step + start;
            operands.Depth = DenseDepth.Block;
            GatheredPass<TLanes, IdentityActivation>.Run(operands, weights + start, bias, x, offset + start, y, siteStep, extent);
            operands.Accumulate = true;
            operands.Depth = depth - start - DenseDepth.Block;
        }

        operands.Steps = step + start;
        lastPass(operands, weights + start, bias, x, offset + start, y, siteStep, extent);
    }

    private void Activate<TFunction>(float* y, int rowStep, int siteStep, int samples)
        where TFunction : struct, IUnaryFunction
    {
        for (int row = 0; row < rows; row++)
        {
            for (int site = 0; site < sites; site++)
            {
                float* at = y + ((nint)row * rowStep) + ((nint)(places?[site] ?? site) * siteStep);
                UnaryLoop<TLanes, TFunction>.Run(at, at, samples);
            }
        }
    }
}
