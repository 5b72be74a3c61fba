using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>One pass of a <see cref="GatheredProduct{TLanes}"/> over all sites: the tiles that cover them.</summary>
internal static unsafe class GatheredPass<TLanes, TActivation>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
{
    /// <summary>y = activation(start + weights x).</summary>
    /// <param name="operands">What the tiles share, with the steps between the terms of the first site.</param>
    /// <param name="weights">First weight.</param>
    /// <param name="bias">Bias per row, or null.</param>
    /// <param name="x">Where offsets count from.</param>
    /// <param name="offsets">Offset of the first site's first term; the next site's is RowStep entries further.</param>
    /// <param name="y">First row of the first site.</param>
    /// <param name="siteStep">Floats from one site of y to the next.</param>
    /// <param name="extent">Rows, sites, and groups of 16 samples of a site.</param>
    public static void Run(in TileOperands operands, float* weights, float* bias, float* x, int* offsets, float* y, nint siteStep, (int Rows, int Sites, int Groups) extent)
    {
        // Tiles of 64 samples of a site, then of 16 samples of four sites, where registers have the room; the sites and samples that are left one by one.
        bool isWide = TLanes.RegistersPerGroup == 1;
        int wide = isWide ? extent.Groups & ~3 : 0, together = isWide ? extent.Sites & ~3 : 0;
        TileOperands own = operands;
        nint tableStep = operands.RowStep;
        for (int site = 0; site < extent.Sites; site++)
        {
            own.Steps = operands.Steps + site * tableStep;
            float* from = x + offsets[site * tableStep], to = y + site * siteStep;
            for (int group = 0; group < wide; group += 4)
                Wide(own, weights, bias, from + 16 * group, to + 16 * group, extent.Rows);
            for (int group = wide; group < extent.Groups && site >= together; group++)
                Narrow(own, weights, bias, from + 16 * group, to + 16 * group, extent.Rows);
            if (site >= together || site % 4 != 0)
                continue;
            for (int group = wide; group < extent.Groups; group++)
                GatheredSiteTiles<TLanes, TActivation>.Run(own, weights, bias, x + 16 * group, offsets + site * tableStep, tableStep, to + 16 * group, siteStep, extent.Rows);
        }
    }

    private static void Wide(in TileOperands operands, float* weights, float* bias, float* source, float* destination, int rows)
    {
        for (int row = 0, height; row < rows; row += height)
        {
            height = DensePass<TLanes, TActivation>.TileHeight(rows - row);
            DenseWideTiles<TLanes, TActivation, GatheredWalk>.Run(height, operands, weights + row * operands.RowStep, bias == null ? null : bias + row, source, destination + row * operands.DestinationStride);
        }
    }

    private static void Narrow(in TileOperands operands, float* weights, float* bias, float* source, float* destination, int rows)
    {
        for (int row = 0, height; row < rows; row += height)
        {
            height = DensePass<TLanes, TActivation>.TileHeight(rows - row);
            DenseNarrowTiles<TLanes, TActivation, GatheredWalk>.Run(height, operands, weights + row * operands.RowStep, bias == null ? null : bias + row, source, destination + row * operands.DestinationStride);
        }
    }
}
