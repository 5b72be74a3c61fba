namespace GenGpu.Core.Accelerators;

/// <summary>
/// An equally spaced grid: <paramref name="BinsPerAxis"/> bins over [<paramref name="Lower"/>, <paramref name="Upper"/>] on each
/// of <paramref name="Dimensions"/> axes. Bin b of an axis covers [Lower + b w, Lower + (b + 1) w) with
/// w = (Upper - Lower) / BinsPerAxis; the last bin also holds Upper itself.
/// </summary>
/// <param name="Dimensions">Number of axes, at least 1.</param>
/// <param name="BinsPerAxis">Bins per axis, at least 1.</param>
/// <param name="Lower">Lower edge of every axis.</param>
/// <param name="Upper">Upper edge of every axis, above <paramref name="Lower"/>.</param>
public readonly record struct HistogramGrid(int Dimensions, int BinsPerAxis, double Lower, double Upper)
{
    /// <summary>Number of inner cells, BinsPerAxis^Dimensions. A histogram has one more entry, the overflow bin, at the end.</summary>
    public int CellCount
    {
        get
        {
            int cells = 1;
            for (int axis = 0; axis < Dimensions; axis++)
                cells = checked(cells * BinsPerAxis);
            return cells;
        }
    }

    /// <summary>
    /// The bin of a coordinate: floor((x - Lower) BinsPerAxis / (Upper - Lower)) in double precision, the product before the quotient;
    /// Upper itself falls into the last bin.
    /// </summary>
    /// <param name="value">The coordinate x.</param>
    /// <returns>Index from 0, or -1 outside the range and for NaN.</returns>
    public int BinOf(double value)
    {
        if (!(value >= Lower && value <= Upper))
            return -1;
        return Math.Min((int)((value - Lower) * BinsPerAxis / (Upper - Lower)), BinsPerAxis - 1);
    }
}
