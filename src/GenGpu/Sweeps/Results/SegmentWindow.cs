using System.Buffers.Binary;

namespace GenGpu.Sweeps.Results;

/// <summary>A window that moves forward over a segment: the bytes of one record at a time, whatever the segment's length.</summary>
/// <param name="stream">The segment.</param>
internal sealed class SegmentWindow(Stream stream)
{
    private const int BlockLength = 1 << 20;
    private byte[] _buffer = new byte[BlockLength];
    private int _have;
    private int _at;

    /// <summary>Where the window stands in the file.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes of the file from the window's place on.</summary>
    public long Left => stream.Length - Position;

    /// <summary>So many bytes at the window's place; empty when the file ends before.</summary>
    /// <param name="count">Number of bytes, 1 or more.</param>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_have - _at < count)
        {
            _buffer.AsSpan(_at, _have - _at).CopyTo(_buffer);
            (_have, _at) = (_have - _at, 0);
            if (count > _buffer.Length)
                Array.Resize(ref _buffer, count);
            _have += stream.ReadAtLeast(_buffer.AsSpan(_have), count - _have, throwOnEndOfStream: false);
        }

        return _have - _at < count ? [] : _buffer.AsSpan(_at, count);
    }

    /// <summary>Moves on by bytes that <see cref="Peek"/> has shown.</summary>
    /// <param name="count">Number of bytes.</param>
    public void Skip(int count) => (_at, Position) = (_at + count, Position + count);

    /// <summary>Whether a length that fits into the file stands here: what a record is until its check is done.</summary>
    public bool IsFramed()
    {
        ReadOnlySpan<byte> frame = Peek(SegmentFormat.FrameLength);
        return !frame.IsEmpty && BinaryPrimitives.ReadInt32LittleEndian(frame) is >= 3 and <= SegmentFormat.MaximumPayload and int length && length <= Left - SegmentFormat.FrameLength;
    }

    /// <summary>The payload of the record that begins here; empty when none does.</summary>
    public ReadOnlySpan<byte> Payload()
    {
        if (!IsFramed())
            return [];

        // Before the check, which costs time: few places inside of a record look like the beginning of one.
        ReadOnlySpan<byte> head = Peek(SegmentFormat.FrameLength + 3);
        int length = BinaryPrimitives.ReadInt32LittleEndian(head);
        uint check = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        (byte kind, byte state, byte idLength) = (head[8], head[9], head[10]);
        if (kind is < (byte)RecordKind.Writer or > (byte)RecordKind.Curve || state > (byte)TrialState.Failed || 3 + idLength > length)
            return [];
        ReadOnlySpan<byte> payload = Peek(SegmentFormat.FrameLength + length)[SegmentFormat.FrameLength..];
        return Crc32C.Of(payload) == check ? payload : [];
    }
}
