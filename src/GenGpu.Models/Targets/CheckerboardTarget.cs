using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Targets;

/// <summary>The dark squares of a board of 4 x 4 on [-4, 4]^2, uniform on each: squares (i, j) with i + j even, counted from the lower left corner.</summary>
public sealed class CheckerboardTarget() : Target(
    "checkerboard",
    2,
    "eight squares of a 4 x 4 board, with sharp edges",
    "x uniform on the squares [2 i - 4, 2 i - 2) x [2 j - 4, 2 j - 2), i, j = 0 .. 3, i + j even; no noise")
{
    private const int Side = 4;
    private const double Width = 2;
    private readonly ScaledBetaLaw _axis = new(1, 1, Side * Width);

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => [0, 0];

    /// <inheritdoc/>
    /// <remarks>Uniform axes have 8^2 / 12; the centres of the squares give E[x y] = 1.</remarks>
    public override IReadOnlyList<double> Covariance => [_axis.Variance, 1, 1, _axis.Variance];

    /// <inheritdoc/>
    public override (double Lower, double Upper) Range => (-4.5, 4.5);

    /// <inheritdoc/>
    public override double SmallestScale => 0.25 * Width;

    /// <inheritdoc/>
    public override UnivariateLaw Marginal(int axis) => _axis;

    /// <inheritdoc/>
    public override double LogDensity(ReadOnlySpan<double> point)
    {
        double column = Math.Floor((point[0] / Width) + (0.5 * Side)), row = Math.Floor((point[1] / Width) + (0.5 * Side));
        bool isDark = column is >= 0 and < Side && row is >= 0 and < Side && (column + row) % 2 == 0;
        return isDark ? -Math.Log(0.5 * Side * Side * Width * Width) : double.NegativeInfinity;
    }

    /// <inheritdoc/>
    public override Value Sample(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        Value across = g.Uniform(1, $"{site}.across") * (float)Side;
        Value up = g.Uniform(1, $"{site}.up") * (0.5f * Side);
        // Square of the column, 0 or 1 of the rows that are dark in it; twice a whole number plus the column's parity is the row.
        Value column = g.Floor(across);
        Value parity = column - (g.Floor(column * 0.5f) * 2f);
        Value row = up + g.Floor(up) + parity;
        return g.ConcatenateRows(across, row) * (float)Width - (float)(0.5 * Side * Width);
    }

    /// <inheritdoc/>
    /// <remarks>Areas that cells and squares share.</remarks>
    protected override double[]? ComputeBinMasses(HistogramGrid grid)
    {
        int bins = grid.BinsPerAxis;
        double cell = (grid.Upper - grid.Lower) / bins;
        double Shared(int bin, int square)
        {
            double lower = grid.Lower + (bin * cell), edge = (square - (0.5 * Side)) * Width;
            return Math.Max(0, Math.Min(lower + cell, edge + Width) - Math.Max(lower, edge));
        }

        double[] masses = new double[grid.CellCount + 1];
        double inside = 0;
        for (int index = 0; index < grid.CellCount; index++)
        {
            for (int square = 0; square < Side * Side; square++)
            {
                if (((square / Side) + (square % Side)) % 2 == 0)
                    masses[index] += Shared(index / bins, square / Side) * Shared(index % bins, square % Side) / (0.5 * Side * Side * Width * Width);
            }

            inside += masses[index];
        }

        masses[^1] = Math.Max(0, 1 - inside);
        return masses;
    }

    /// <inheritdoc/>
    protected override double? ComputeEntropy() => Math.Log(0.5 * Side * Side * Width * Width);
}
