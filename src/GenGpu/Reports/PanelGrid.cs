namespace GenGpu.Reports;

/// <summary>Places panels of equal size in rows and columns, in pixels, so that nothing overlaps whatever their number.</summary>
/// <param name="Columns">Panels per row.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="PanelWidth">Width of a panel's frame.</param>
/// <param name="PanelHeight">Height of a panel's frame.</param>
/// <param name="GapX">Space between panels of a row.</param>
/// <param name="GapY">Space between rows.</param>
/// <param name="Left">Space left of the first column.</param>
/// <param name="Right">Space right of the last column.</param>
/// <param name="Top">Space above the first row.</param>
/// <param name="Bottom">Space below the last row.</param>
internal sealed record PanelGrid(int Columns, int Rows, int PanelWidth, int PanelHeight, int GapX, int GapY, int Left, int Right, int Top, int Bottom)
{
    /// <summary>Width of the picture.</summary>
    public int Width => Left + (Columns * PanelWidth) + ((Columns - 1) * GapX) + Right;

    /// <summary>Height of the picture.</summary>
    public int Height => Top + (Rows * PanelHeight) + ((Rows - 1) * GapY) + Bottom;

    /// <summary>Sets the margins so that the next plot fills one panel.</summary>
    public string Margins(int panel)
    {
        int left = Left + (panel % Columns * (PanelWidth + GapX));
        int top = Top + (panel / Columns * (PanelHeight + GapY));
        return GnuplotText.Margins(left, left + PanelWidth, top, top + PanelHeight, Width, Height);
    }

    /// <summary>A grid's columns for a number of panels: one row while it fits.</summary>
    public static int ColumnsFor(int panels, int most) => panels <= most ? panels : (int)Math.Ceiling(panels / Math.Ceiling(panels / (double)most));
}
