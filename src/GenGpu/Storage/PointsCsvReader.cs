using System.Globalization;
using System.Runtime.InteropServices;
using CsvHelper;
using CsvHelper.Configuration;

namespace GenGpu.Storage;

/// <summary>Reads the points of one text file, line by line, with errors that name line and column.</summary>
internal sealed class PointsCsvReader(string path, string delimiter)
{
    private const int MaximumColumns = 65_536;

    private readonly List<double> _values = [];
    private string[] _fields = [];
    private string[]? _names;
    private int _columns;
    private int _rows;
    private int _firstRow;

    /// <summary>Reads to the end.</summary>
    /// <exception cref="DataFormatException">The text is no table of finite numbers.</exception>
    public PointSet Read(StreamReader reader)
    {
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            AllowComments = true,
            Comment = '#',
            TrimOptions = TrimOptions.Trim,
            WhiteSpaceChars = delimiter == " " ? ['\t'] : [' '],
            CacheFields = false,
            BufferSize = 1 << 16,
            BadDataFound = bad => throw new DataFormatException(path, FormattableString.Invariant($"line {bad.Context.Parser!.RawRow}: a quote stands in the middle of a field; expected numbers.")),
        });
        bool first = true;
        while (parser.Read())
        {
            int count = Fields(parser);
            if (count == 0)
                continue;
            if (!(first && IsHeader(count, parser.RawRow)))
                AddRow(count, parser.RawRow);
            first = false;
        }

        if (_rows == 0)
            throw new DataFormatException(path, "the file holds no point; expected lines of numbers separated by comma, semicolon, tab or space.");
        return new PointSet(_columns, _rows, Transposed(), _names);
    }

    /// <summary>The fields of the line without comment and, where blanks separate, without empty ones; returns their number.</summary>
    private int Fields(CsvParser parser)
    {
        int all = parser.Count;
        if (_fields.Length < all)
            Array.Resize(ref _fields, Math.Max(all, 8));
        int count = 0;
        for (int i = 0; i < all; i++)
        {
            string field = parser[i];
            int comment = field.IndexOf('#', StringComparison.Ordinal);
            if (comment >= 0)
                field = field[..comment].TrimEnd();
            if (field.Length > 0 || (delimiter != " " && (comment < 0 || i == 0)))
                _fields[count++] = field;
            if (comment >= 0)
                break;
        }

        // A line of one empty field is an empty line or a comment.
        return count == 1 && _fields[0].Length == 0 ? 0 : count;
    }

    private bool IsHeader(int count, int line)
    {
        for (int i = 0; i < count; i++)
        {
            // A number that only lacks the right spelling ("nan", "1,5") is a mistake in the data, not a column's name.
            if (_fields[i].Length == 0 || char.IsAsciiDigit(_fields[i][0]) || double.TryParse(_fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                return false;
        }

        for (int i = 1; i < count; i++)
        {
            int same = Array.IndexOf(_fields, _fields[i], 0, i);
            if (same >= 0)
                throw new DataFormatException(path, FormattableString.Invariant($"line {line}, columns {same + 1} and {i + 1}: both are named {MessageText.Quote(_fields[i])}; give every column a name of its own."));
        }

        _names = _fields[..count];
        _columns = count;
        return true;
    }

    private void AddRow(int count, int line)
    {
        if (_columns == 0)
            _columns = count;
        if (count > MaximumColumns)
            throw new DataFormatException(path, FormattableString.Invariant($"line {line} has {count} columns; expected at most {MaximumColumns}."));
        if (_firstRow == 0)
            _firstRow = line;
        for (int i = 0; i < Math.Min(count, _columns); i++)
        {
            if (!double.TryParse(_fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
                throw BadField(_fields[i], line, i + 1);
            _values.Add(value);
        }

        if (count != _columns)
            throw new DataFormatException(path, FormattableString.Invariant($"line {line} has {count} column{(count == 1 ? "" : "s")}, expected {_columns} as {(_names is null ? $"in line {_firstRow}" : "in the header line")}."));
        _rows++;
    }

    private DataFormatException BadField(string field, int line, int column)
    {
        string where = FormattableString.Invariant($"line {line}, column {column}{(_names is null ? "" : $" ({_names[column - 1]})")}");
        if (field.Length == 0)
            return new DataFormatException(path, $"{where}: the field is empty, expected a number; remove the line or fill the gap.");
        string hint = field switch
        {
            _ when double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || field.Equals("inf", StringComparison.OrdinalIgnoreCase) || field.Equals("-inf", StringComparison.OrdinalIgnoreCase) => "expected a finite number; remove the line or fill the gap",
            _ when double.TryParse(field.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "expected a number with a decimal point, not a comma",
            _ => "expected a number",
        };
        return new DataFormatException(path, $"{where}: {MessageText.Quote(field)}, {hint}.");
    }

    private double[] Transposed()
    {
        double[] values = new double[_values.Count];
        ReadOnlySpan<double> rows = CollectionsMarshal.AsSpan(_values);
        for (int column = 0; column < _columns; column++)
        {
            for (int row = 0; row < _rows; row++)
                values[(column * _rows) + row] = rows[(row * _columns) + column];
        }

        return values;
    }
}
