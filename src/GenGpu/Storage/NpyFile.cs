using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using GenGpu.Core;

namespace GenGpu.Storage;

/// <summary>
/// NumPy's .npy files (NEP 1, versions 1.0 to 3.0) with points: numbers of type f4, f8, i4, i8 or u1, little-endian, in C or
/// Fortran order, of shape (n,) or (n, d). Files with Python objects are refused, so that no file can run code.
/// </summary>
public static class NpyFile
{
    private const int Alignment = 64;
    private const int BlockValues = 1 << 15;

    /// <summary>Reads points; a one-dimensional array gives points of one coordinate.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is no such array, is truncated, or holds NaN or infinity.</exception>
    /// <exception cref="UserErrorException">The file is missing or unreadable.</exception>
    public static PointSet ReadPoints(string path) => InputFile.Read(path, stream => ReadPoints(stream, path));

    /// <summary>Writes an array of float32 and shape (count, dimensions) in C order, atomically.</summary>
    /// <param name="path">The file to replace or create.</param>
    /// <param name="values">[dimensions, count].</param>
    /// <param name="dimensions">Coordinates per point.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void WritePoints(string path, ReadOnlyMemory<float> values, int dimensions) => WritePoints(path, values, dimensions, "<f4");

    /// <summary>Writes an array of float64 and shape (count, dimensions) in C order, atomically.</summary>
    /// <param name="path">The file to replace or create.</param>
    /// <param name="values">[dimensions, count].</param>
    /// <param name="dimensions">Coordinates per point.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void WritePoints(string path, ReadOnlyMemory<double> values, int dimensions) => WritePoints(path, values, dimensions, "<f8");

    private static void WritePoints<T>(string path, ReadOnlyMemory<T> values, int dimensions, string type)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (values.Length % dimensions != 0)
            throw new ArgumentException($"{values.Length} values are no whole number of points of {dimensions} dimensions.", nameof(values));
        AtomicFile.Write(path, stream => Write(stream, values.Span, dimensions, type));
    }

    /// <summary>Reads from an open stream that knows its length.</summary>
    internal static PointSet ReadPoints(Stream stream, string source)
    {
        NpyHeader header = NpyHeader.Read(stream, source);
        (int count, int dimensions) = Extents(header, source);
        int itemSize = header.ItemSize;
        Int128 expected = (Int128)count * dimensions * itemSize;
        long present = stream.Length - stream.Position;
        if (present != expected)
            throw new DataFormatException(source, FormattableString.Invariant($"shape {header.ShapeText} of type {header.Type} needs {expected} bytes of data, but {present} are there; {(present < expected ? "the file is truncated" : "the file holds something after the array")}."));
        if ((long)count * dimensions > Array.MaxLength)
            throw new DataFormatException(source, FormattableString.Invariant($"shape {header.ShapeText} has more numbers than GenGpu reads from one file ({Array.MaxLength}); split it."));

        double[] values = new double[count * dimensions];
        byte[] block = new byte[BlockValues * itemSize];
        for (int first = 0; first < values.Length; first += BlockValues)
        {
            int length = Math.Min(BlockValues, values.Length - first);
            stream.ReadExactly(block, 0, length * itemSize);
            Convert(block, header.Type, first, length, count, dimensions, header.FortranOrder, values);
        }

        int bad = Array.FindIndex(values, value => !double.IsFinite(value));
        if (bad >= 0)
            throw new DataFormatException(source, FormattableString.Invariant($"row {(bad % count) + 1}, column {(bad / count) + 1} holds {values[bad]}, expected a finite number; remove the row or fill the gap."));
        return new PointSet(dimensions, count, values);
    }

    private static (int Count, int Dimensions) Extents(NpyHeader header, string source)
    {
        if (header.Shape.Length is not (1 or 2))
            throw new DataFormatException(source, $"the array has shape {header.ShapeText}, expected (n,) or (n, d): n points of d coordinates; reshape it with numpy.reshape.");
        long count = header.Shape[0];
        long dimensions = header.Shape.Length == 2 ? header.Shape[1] : 1;
        if (count == 0 || dimensions == 0)
            throw new DataFormatException(source, $"the array has shape {header.ShapeText} and holds no number; expected at least one point.");
        if (count > int.MaxValue || dimensions > int.MaxValue)
            throw new DataFormatException(source, $"the array has shape {header.ShapeText}; expected extents below 2^31.");
        return ((int)count, (int)dimensions);
    }

    private static void Convert(byte[] block, NpyType type, int first, int length, int count, int dimensions, bool fortran, double[] values)
    {
        // Only the last case is one byte wide, so the casts below always meet whole elements.
        switch (type)
        {
            case NpyType.F4:
                Scatter<float>(block, first, length, count, dimensions, fortran, values, value => value);
                break;
            case NpyType.F8:
                Scatter<double>(block, first, length, count, dimensions, fortran, values, value => value);
                break;
            case NpyType.I4:
                Scatter<int>(block, first, length, count, dimensions, fortran, values, value => value);
                break;
            case NpyType.I8:
                Scatter<long>(block, first, length, count, dimensions, fortran, values, value => value);
                break;
            default:
                Scatter<byte>(block, first, length, count, dimensions, fortran, values, value => value);
                break;
        }
    }

    private static void Scatter<T>(byte[] block, int first, int length, int count, int dimensions, bool fortran, double[] values, Func<T, double> widen)
        where T : unmanaged
    {
        ReadOnlySpan<T> items = MemoryMarshal.Cast<byte, T>(block)[..length];
        if (fortran || dimensions == 1)
        {
            for (int i = 0; i < items.Length; i++)
                values[first + i] = widen(items[i]);
            return;
        }

        int point = first / dimensions;
        int dimension = first % dimensions;
        foreach (T item in items)
        {
            values[(dimension * count) + point] = widen(item);
            if (++dimension == dimensions)
                (dimension, point) = (0, point + 1);
        }
    }

    private static void Write<T>(Stream stream, ReadOnlySpan<T> values, int dimensions, string type)
        where T : unmanaged
    {
        int count = values.Length / dimensions;
        string text = FormattableString.Invariant($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({count}, {dimensions}), }}");
        int prefix = NpyHeader.Magic.Length + 2 + sizeof(ushort);
        int padding = -(prefix + text.Length + 1) & (Alignment - 1);
        byte[] header = Encoding.ASCII.GetBytes(text + new string(' ', padding) + "\n");
        Span<byte> start = stackalloc byte[4] { 1, 0, 0, 0 };
        BinaryPrimitives.WriteUInt16LittleEndian(start[2..], (ushort)header.Length);
        stream.Write(NpyHeader.Magic);
        stream.Write(start);
        stream.Write(header);

        T[] block = new T[BlockValues];
        int used = 0;
        for (int point = 0; point < count; point++)
        {
            for (int dimension = 0; dimension < dimensions; dimension++)
            {
                block[used++] = values[(dimension * count) + point];
                if (used < BlockValues)
                    continue;
                stream.Write(MemoryMarshal.AsBytes<T>(block));
                used = 0;
            }
        }

        stream.Write(MemoryMarshal.AsBytes(block.AsSpan(0, used)));
    }
}
