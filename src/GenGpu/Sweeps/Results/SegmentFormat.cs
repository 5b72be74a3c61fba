using System.Buffers.Binary;
using System.Text;

namespace GenGpu.Sweeps.Results;

/// <summary>
/// Segments: eight bytes of magic, then records of length (4 bytes), CRC-32C of the payload (4 bytes) and payload, little-endian. A payload begins with kind, state and length of the trial id (1 byte each) and the id in ASCII; its body follows.
/// Nothing is ever changed in place, so whatever ends a process leaves at most one record unfinished, at the end.
/// </summary>
internal static class SegmentFormat
{
    /// <summary>Length and check.</summary>
    public const int FrameLength = 8;

    /// <summary>Longest payload: a curve of some million points.</summary>
    public const int MaximumPayload = 1 << 28;

    /// <summary>The first bytes of a segment; the last but one is the version.</summary>
    public static ReadOnlySpan<byte> Magic => "GGSEG\n\u0001\n"u8;

    /// <summary>The bytes of a record.</summary>
    public static byte[] Record(RecordKind kind, TrialState state, string id, ReadOnlySpan<byte> body)
    {
        int head = 3 + id.Length;
        byte[] record = new byte[FrameLength + head + body.Length];
        Span<byte> payload = record.AsSpan(FrameLength);
        payload[0] = (byte)kind;
        payload[1] = (byte)state;
        payload[2] = checked((byte)id.Length);
        Encoding.ASCII.GetBytes(id, payload[3..]);
        body.CopyTo(payload[head..]);
        BinaryPrimitives.WriteInt32LittleEndian(record, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Crc32C.Of(payload));
        return record;
    }
}
