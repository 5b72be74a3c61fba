namespace GenGpu.Reports;

/// <summary>
/// The data of one panel shape: bins of one coordinate (Y null) or cells of two, and one column of values per set of samples.
/// </summary>
/// <param name="Name">The panel's name in the CSV.</param>
/// <param name="X">Bins of the horizontal axis.</param>
/// <param name="Y">Bins of the vertical axis of a heat map, or null.</param>
/// <param name="Columns">The values, each [bins] or [cells].</param>
internal sealed record PanelData(string Name, Axis X, Axis? Y, IReadOnlyList<double[]> Columns)
{
    private const int CurvePoints = 400;

    /// <summary>Histograms of one coordinate; probabilities of categories in binned mode. Null samples give gaps.</summary>
    public static PanelData OneColumn(RunReport report, int column, int bins, IEnumerable<ReportSamples?> sets)
    {
        if (report.Categories is { } points)
        {
            double spacing = points.Count > 1 ? points[1] - points[0] : 1;
            var axis = new Axis(points[0] - (spacing / 2), points[^1] + (spacing / 2), points.Count);
            return new PanelData(report.ColumnNames[column], axis, null, [.. sets.Select(set => set is null ? Gap(points.Count) : Histograms.Categories(set.Column(column), points))]);
        }

        Axis range = Axis.For(report, column, bins);
        return new PanelData(report.ColumnNames[column], range, null, [.. sets.Select(set => set is null ? Gap(bins) : Histograms.Density(set.Column(column), range))]);
    }

    /// <summary>Heat maps of the first two coordinates. Null samples give gaps.</summary>
    public static PanelData TwoColumns(RunReport report, int bins, IEnumerable<ReportSamples?> sets)
    {
        Axis x = Axis.For(report, 0, bins), y = Axis.For(report, 1, bins);
        return new PanelData(
            $"{report.ColumnNames[0]} x {report.ColumnNames[1]}", x, y, [.. sets.Select(set => set is null ? Gap(bins * bins) : Histograms.Density(set.Column(0), set.Column(1), x, y))]);
    }

    /// <summary>The exact law of the target per bin, or null.</summary>
    public double[]? Exact(RunReport report)
    {
        if (Y is not null || report.Target.Dimensions > 1)
            return null;
        if (report.Categories is not null)
            return report.CategoryMasses is { } masses ? [.. masses] : null;
        return report.TargetDensity is { } density ? [.. Enumerable.Range(0, X.Bins).Select(bin => density(X.Centre(bin)))] : null;
    }

    /// <summary>Appends one block: panel, x, y, then the columns.</summary>
    public void Write(CsvText csv, double[]? exact = null)
    {
        int cells = X.Bins * (Y?.Bins ?? 1);
        for (int cell = 0; cell < cells; cell++)
        {
            csv.Add(Name).Add(X.Centre(cell % X.Bins)).Add(Y is Axis y ? y.Centre(cell / X.Bins) : double.NaN).Add(exact?[cell] ?? double.NaN);
            foreach (double[] column in Columns)
                csv.Add(column[cell]);
            csv.EndRow();
        }

        csv.EndBlock();
    }

    /// <summary>
    /// The top of a scale common to all columns: the largest value, but at most a multiple of the target's largest (column 0),
    /// so that a model collapsed onto a point does not hide everything else.
    /// </summary>
    public double Top(double mostTimesTarget) =>
        Math.Min(Columns.SelectMany(column => column).Where(double.IsFinite).DefaultIfEmpty(1).Max(), mostTimesTarget * Math.Max(1e-12, Columns[0].Max()));

    /// <summary>True when some column passes <paramref name="top"/>.</summary>
    public bool IsCapped(double top) => Columns.Any(column => column.Any(value => value > top * 1.0001));

    /// <summary>The share of a column's samples that lies outside the axes; NaN for a gap.</summary>
    public double ShareOutside(int column) => 1 - (Columns[column].Sum() * X.Width * (Y?.Width ?? 1));

    /// <summary>", n % outside" when a noticeable share of a column's samples lies outside the axes; nothing for categories.</summary>
    public string Outside(int column, bool categories)
    {
        double share = ShareOutside(column);
        return categories || !(share >= 0.005) ? string.Empty : FormattableString.Invariant($", {100 * share:0.#} % outside");
    }

    /// <summary>Appends a block with the target's exact density, finer than the bins; only for one dimension where it is known.</summary>
    public void WriteExactCurve(CsvText csv, RunReport report)
    {
        if (report.TargetDensity is not { } density || report.Categories is not null || report.Target.Dimensions > 1)
            return;
        for (int i = 0; i <= CurvePoints; i++)
        {
            double x = X.Lower + ((X.Upper - X.Lower) * i / CurvePoints);
            csv.Add($"{Name} (exact density)").Add(x).Add(double.NaN).Add(density(x));
            foreach (double[] _ in Columns)
                csv.Add(double.NaN);
            csv.EndRow();
        }

        csv.EndBlock();
    }

    private static double[] Gap(int cells)
    {
        double[] gap = new double[cells];
        Array.Fill(gap, double.NaN);
        return gap;
    }
}
