using System.Buffers;
using System.Globalization;
using System.Text;
using GenGpu.Core;

namespace GenGpu.Storage;

/// <summary>
/// Text files of points: one point per line, numbers with a decimal point, separated by comma, semicolon, tab or spaces (found
/// from the first line), an optional header line of column names, empty lines and comments after '#' ignored.
/// </summary>
public static class PointsCsv
{
    /// <summary>Reads n points of d coordinates.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">A field is no finite number, or a line is shorter or longer than the first; names line and column.</exception>
    /// <exception cref="UserErrorException">The file is missing or unreadable.</exception>
    public static PointSet Read(string path) => InputFile.Read(path, stream =>
    {
        string delimiter;
        using (StreamReader first = Open(stream))
            delimiter = CsvDelimiter.Find(first);
        stream.Position = 0;
        using StreamReader reader = Open(stream);
        return new PointsCsvReader(path, delimiter).Read(reader);
    });

    /// <summary>Writes a header line and one point per line, atomically; each number reads back to the same bits.</summary>
    /// <param name="path">The file to replace or create.</param>
    /// <param name="values">[dimensions, count].</param>
    /// <param name="dimensions">Coordinates per point.</param>
    /// <param name="columnNames">One name per dimension; null for x1, x2, ...</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlyMemory<float> values, int dimensions, IReadOnlyList<string>? columnNames = null) => WritePoints(path, values, dimensions, columnNames);

    /// <inheritdoc cref="Write(string, ReadOnlyMemory{float}, int, IReadOnlyList{string}?)"/>
    public static void Write(string path, ReadOnlyMemory<double> values, int dimensions, IReadOnlyList<string>? columnNames = null) => WritePoints(path, values, dimensions, columnNames);

    private static void WritePoints<T>(string path, ReadOnlyMemory<T> values, int dimensions, IReadOnlyList<string>? columnNames)
        where T : unmanaged, IUtf8SpanFormattable
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (values.Length % dimensions != 0)
            throw new ArgumentException($"{values.Length} values are no whole number of points of {dimensions} dimensions.", nameof(values));
        if (columnNames is not null && columnNames.Count != dimensions)
            throw new ArgumentException($"{columnNames.Count} column names for {dimensions} dimensions.", nameof(columnNames));
        IEnumerable<string> names = columnNames ?? Enumerable.Range(1, dimensions).Select(i => FormattableString.Invariant($"x{i}"));
        AtomicFile.Write(path, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes(string.Join(',', names.Select(Quote)) + "\n"));
            WriteNumbers(stream, values.Span, dimensions);
        });
    }

    /// <summary>A field as CSV wants it: in quotes when it holds a separator, a quote, a line break, or '#'.</summary>
    internal static string Quote(string field) =>
        field.AsSpan().IndexOfAny(",;\t\"\r\n# ") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // Two readers one after the other, since only a new one skips a byte-order mark.
    private static StreamReader Open(Stream stream) => new(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);

    private static void WriteNumbers<T>(Stream stream, ReadOnlySpan<T> values, int dimensions)
        where T : unmanaged, IUtf8SpanFormattable
    {
        const int LongestNumber = 32;
        int count = values.Length / dimensions;
        byte[] block = ArrayPool<byte>.Shared.Rent(1 << 16);
        int used = 0;
        for (int point = 0; point < count; point++)
        {
            for (int dimension = 0; dimension < dimensions; dimension++)
            {
                if (used > block.Length - LongestNumber)
                {
                    stream.Write(block, 0, used);
                    used = 0;
                }

                values[(dimension * count) + point].TryFormat(block.AsSpan(used), out int written, default, CultureInfo.InvariantCulture);
                used += written;
                block[used++] = dimension + 1 < dimensions ? (byte)',' : (byte)'\n';
            }
        }

        stream.Write(block, 0, used);
        ArrayPool<byte>.Shared.Return(block);
    }
}
