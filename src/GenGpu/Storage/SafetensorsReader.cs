using System.Buffers.Binary;
using System.Text.Json;

namespace GenGpu.Storage;

/// <summary>
/// Reads a safetensors file that may be hostile. Nothing is allocated in proportion to a number that the file states, only to
/// bytes that are there, and every check comes before the value is used.
/// </summary>
internal static class SafetensorsReader
{
    /// <summary>The largest header that the format allows, in bytes.</summary>
    public const int MaximumHeaderLength = 100_000_000;

    /// <summary>Checks and reads the whole file.</summary>
    /// <exception cref="DataFormatException">For any violation of the format.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> bytes, string source)
    {
        if (bytes.Length < sizeof(ulong))
            throw new DataFormatException(source, $"the file has {bytes.Length} bytes, too few for a safetensors file (8-byte header length first); it is truncated or another kind of file.");
        ulong stated = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (stated > MaximumHeaderLength)
            throw new DataFormatException(source, $"the header is stated to have {stated} bytes, but the format allows {MaximumHeaderLength}; this is not a safetensors file or it is damaged.");
        if (stated > (ulong)(bytes.Length - sizeof(ulong)))
            throw new DataFormatException(source, $"the header is stated to have {stated} bytes, but only {bytes.Length - sizeof(ulong)} follow; the file is truncated.");
        int dataStart = sizeof(ulong) + (int)stated;
        ReadOnlySpan<byte> header = bytes.Span[sizeof(ulong)..dataStart];
        if (header.Length < 2 || header[0] != (byte)'{')
            throw new DataFormatException(source, "the header does not begin with '{'; this is not a safetensors file.");

        SafetensorsHeader parsed;
        try
        {
            parsed = SafetensorsHeader.Parse(header, source);
        }
        catch (JsonException error)
        {
            throw new DataFormatException(source, $"the header is not valid JSON (byte {sizeof(ulong) + (error.BytePositionInLine ?? 0)} of its line {(error.LineNumber ?? 0) + 1}); the file is damaged.", error);
        }
        catch (InvalidOperationException error)
        {
            // Utf8JsonReader says this of strings that are not valid Unicode.
            throw new DataFormatException(source, "the header holds text that is not valid Unicode; the file is damaged.", error);
        }

        ReadOnlyMemory<byte> data = bytes[dataStart..];
        CheckLayout(parsed.Entries, data.Length, source);
        return new SafetensorsFile(parsed.Entries.Select(entry => new SafetensorsTensor(entry.Name, entry.DataType, entry.Shape, data[(int)entry.Begin..(int)entry.End])), parsed.Metadata);
    }

    private static void CheckLayout(List<SafetensorsHeader.Entry> entries, int dataLength, string source)
    {
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End != b.End ? a.End.CompareTo(b.End) : string.CompareOrdinal(a.Name, b.Name));
        long expected = 0;
        foreach (SafetensorsHeader.Entry entry in entries)
        {
            string name = MessageText.Quote(entry.Name);
            if (entry.Begin < 0 || entry.End < entry.Begin)
                throw new DataFormatException(source, $"tensor {name} has data_offsets [{entry.Begin}, {entry.End}]; expected 0 <= begin <= end.");
            if (entry.End > dataLength)
                throw new DataFormatException(source, $"tensor {name} ends at byte {entry.End} of the data, but only {dataLength} bytes are there; the file is truncated.");
            if (entry.Begin != expected)
                throw new DataFormatException(source, $"tensor {name} begins at byte {entry.Begin} of the data, expected {expected}: tensors must neither overlap nor leave holes.");
            long needed = SafetensorsTensor.ByteCount(entry.DataType, entry.Shape);
            if (needed != entry.End - entry.Begin)
                throw new DataFormatException(source, $"tensor {name} of shape [{string.Join(", ", entry.Shape)}] and type {entry.DataType} {(needed < 0 ? "is too large for any file" : $"needs {needed} bytes")}, but its data_offsets span {entry.End - entry.Begin}.");
            expected = entry.End;
        }

        if (expected != dataLength)
            throw new DataFormatException(source, $"{dataLength - expected} bytes after the last tensor belong to none; the file is damaged.");
    }
}
