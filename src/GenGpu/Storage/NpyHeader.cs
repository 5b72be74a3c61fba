using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace GenGpu.Storage;

/// <summary>The header of a .npy file: a Python dictionary literal with exactly the keys descr, fortran_order and shape.</summary>
internal sealed class NpyHeader
{
    private const int MaximumLength = 1 << 16;
    private const int MaximumRank = 32;

    private readonly string _text;
    private readonly string _source;
    private int _at;

    private NpyHeader(string text, string source) => (_text, _source) = (text, source);

    /// <summary>The first bytes of every .npy file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The element type.</summary>
    public NpyType Type { get; private set; }

    /// <summary>True when the first index varies fastest.</summary>
    public bool FortranOrder { get; private set; }

    /// <summary>The extents.</summary>
    public long[] Shape { get; private set; } = [];

    /// <summary>Bytes per element.</summary>
    public int ItemSize => Type switch
    {
        NpyType.F4 or NpyType.I4 => 4,
        NpyType.F8 or NpyType.I8 => 8,
        _ => 1,
    };

    /// <summary>The shape as Python writes it.</summary>
    public string ShapeText => Shape.Length == 1 ? FormattableString.Invariant($"({Shape[0]},)") : $"({string.Join(", ", Shape)})";

    /// <summary>Reads the header and leaves the stream at the first byte of data.</summary>
    /// <exception cref="DataFormatException">The stream does not begin with a valid header.</exception>
    public static NpyHeader Read(Stream stream, string source)
    {
        Span<byte> start = stackalloc byte[Magic.Length + 2];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(Magic))
            throw new DataFormatException(source, "the file does not begin with the mark of .npy files; expected an array saved with numpy.save.");
        int version = start[^2];
        if (version is not (>= 1 and <= 3))
            throw new DataFormatException(source, $"the file has .npy version {version}.{start[^1]}; GenGpu reads 1.0, 2.0 and 3.0.");
        Span<byte> lengthBytes = stackalloc byte[version == 1 ? 2 : 4];
        if (stream.ReadAtLeast(lengthBytes, lengthBytes.Length, throwOnEndOfStream: false) < lengthBytes.Length)
            throw new DataFormatException(source, "the file ends inside its header; it is truncated.");
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaximumLength)
            throw new DataFormatException(source, $"the header is stated to have {length} bytes; expected at most {MaximumLength}.");
        byte[] bytes = new byte[length];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new DataFormatException(source, "the file ends inside its header; it is truncated.");
        var header = new NpyHeader((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes), source);
        header.Parse();
        return header;
    }

    private void Parse()
    {
        bool type = false, order = false, shape = false;
        Take('{');
        while (!TryTake('}'))
        {
            string key = Quoted();
            Take(':');
            switch (key)
            {
                case "descr" when !type:
                    type = true;
                    Type = ParseType();
                    break;
                case "fortran_order" when !order:
                    order = true;
                    FortranOrder = ParseBoolean();
                    break;
                case "shape" when !shape:
                    shape = true;
                    Shape = ParseShape();
                    break;
                default:
                    throw Fail("expected each of the keys descr, fortran_order and shape once");
            }

            if (!TryTake(','))
            {
                Take('}');
                break;
            }
        }

        SkipSpace();
        if (_at < _text.Length)
            throw Fail("expected nothing after the closing brace");
        if (!(type && order && shape))
            throw Fail("expected the keys descr, fortran_order and shape");
    }

    private NpyType ParseType()
    {
        SkipSpace();
        if (_at < _text.Length && _text[_at] == '[')
            throw new DataFormatException(_source, "the array has named fields; expected plain numbers: save one field, or numpy.column_stack of several.");
        string descriptor = Quoted();
        return descriptor switch
        {
            "<f4" => NpyType.F4,
            "<f8" => NpyType.F8,
            "<i4" => NpyType.I4,
            "<i8" => NpyType.I8,
            "|u1" or "<u1" => NpyType.U1,
            _ => throw new DataFormatException(_source, $"the array has type {MessageText.Quote(descriptor)}; expected <f4, <f8, <i4, <i8 or |u1: convert it with array.astype('<f8')."),
        };
    }

    private bool ParseBoolean()
    {
        SkipSpace();
        foreach ((string word, bool value) in new[] { ("True", true), ("False", false) })
        {
            if (!_text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
                continue;
            _at += word.Length;
            return value;
        }

        throw Fail("expected True or False for fortran_order");
    }

    private long[] ParseShape()
    {
        List<long> extents = [];
        Take('(');
        while (!TryTake(')'))
        {
            SkipSpace();
            int start = _at;
            while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
                _at++;
            if (!long.TryParse(_text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long extent) || extents.Count == MaximumRank)
                throw Fail("expected a tuple of non-negative integers for shape");
            extents.Add(extent);
            if (!TryTake(','))
            {
                Take(')');
                break;
            }
        }

        return [.. extents];
    }

    private string Quoted()
    {
        SkipSpace();
        if (_at < _text.Length && (_text[_at] is '\'' or '"'))
        {
            int end = _text.IndexOf(_text[_at], _at + 1);
            if (end > 0)
            {
                string inner = _text[(_at + 1)..end];
                _at = end + 1;
                return inner;
            }
        }

        throw Fail("expected a text in quotes");
    }

    private void Take(char expected)
    {
        if (!TryTake(expected))
            throw Fail($"expected '{expected}'");
    }

    private bool TryTake(char expected)
    {
        SkipSpace();
        if (_at >= _text.Length || _text[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private DataFormatException Fail(string expected) => new(_source, $"the header is damaged at its character {_at + 1}: {expected}.");
}
