using System.Globalization;
using System.Text;
using GenGpu.Storage;

namespace GenGpu.Reports;

/// <summary>Builds the CSV of a picture: one header line, then blocks of rows parted by two empty lines (gnuplot's index).</summary>
internal sealed class CsvText
{
    private readonly StringBuilder _text = new();
    private bool _lineBegun;

    /// <summary>Starts with the header line.</summary>
    public CsvText(IEnumerable<string> columns) => _text.AppendJoin(',', columns.Select(PointsCsv.Quote)).Append('\n');

    /// <summary>Adds a text field.</summary>
    public CsvText Add(string field)
    {
        Separate();
        _text.Append(PointsCsv.Quote(field));
        return this;
    }

    /// <summary>Adds a number; NaN marks a gap.</summary>
    public CsvText Add(double value)
    {
        Separate();
        _text.Append(CultureInfo.InvariantCulture, $"{value:G7}");
        return this;
    }

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        _text.Append('\n');
        _lineBegun = false;
    }

    /// <summary>Ends a scan of a grid.</summary>
    public void EndScan() => _text.Append('\n');

    /// <summary>Ends a block.</summary>
    public void EndBlock() => _text.Append("\n\n");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString().TrimEnd('\n') + "\n";

    private void Separate()
    {
        if (_lineBegun)
            _text.Append(',');
        _lineBegun = true;
    }
}
