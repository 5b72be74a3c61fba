using System.Buffers.Binary;
using System.Text;
using GenGpu.Storage;

namespace GenGpu.Sweeps.Results;

/// <summary>Reads segments, also one that is being written.</summary>
internal static class SegmentReader
{
    private const int BlockLength = 1 << 20;

    /// <summary>Goes through the records of a file. A record that is cut off at the end, and one whose check fails, is passed over and counted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="record">Receives each record with its body, which is valid during the call only.</param>
    /// <returns>Bytes and records that could not be used.</returns>
    /// <exception cref="GenGpu.Core.UserErrorException">The file cannot be read, or is no segment of this version.</exception>
    public static SegmentDamage Read(string path, SegmentRecordHandler record) => InputFile.Read(path, FileShare.ReadWrite | FileShare.Delete, stream => Read(path, stream, record));

    /// <summary>The body of a record.</summary>
    public static byte[] Body(string path, in SegmentRecord record)
    {
        (long offset, int length) = (record.BodyOffset, record.BodyLength);
        return InputFile.Read(path, FileShare.ReadWrite | FileShare.Delete, stream =>
        {
            byte[] body = new byte[length];
            stream.Position = offset;
            stream.ReadExactly(body);
            return body;
        });
    }

    private static SegmentDamage Read(string path, FileStream stream, SegmentRecordHandler record)
    {
        byte[] buffer = new byte[BlockLength];
        int have = stream.ReadAtLeast(buffer, SegmentFormat.Magic.Length, throwOnEndOfStream: false);
        if (have < SegmentFormat.Magic.Length)
            return new SegmentDamage(have, 0); // killed before the first flush
        if (!buffer.AsSpan(0, 6).SequenceEqual(SegmentFormat.Magic[..6]))
            throw new DataFormatException(path, "this is no segment of results; move it out of the sweep's folder.");
        if (buffer[6] != SegmentFormat.Magic[6])
            throw new DataFormatException(path, FormattableString.Invariant($"it has version {buffer[6]}, this version of gengpu reads {SegmentFormat.Magic[6]}; use a newer gengpu."));
        int at = SegmentFormat.Magic.Length, damaged = 0;
        long begin = 0;
        while (true)
        {
            if (!Fill(stream, ref buffer, ref have, ref at, ref begin, SegmentFormat.FrameLength))
                return new SegmentDamage(have - at, damaged);
            int length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
            uint check = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at + 4));
            if (length < 3 || length > SegmentFormat.MaximumPayload || length > stream.Length - begin - at - SegmentFormat.FrameLength
                || !Fill(stream, ref buffer, ref have, ref at, ref begin, SegmentFormat.FrameLength + length))
                return new SegmentDamage(stream.Length - begin - at, damaged);
            ReadOnlySpan<byte> payload = buffer.AsSpan(at + SegmentFormat.FrameLength, length);
            int head = 3 + payload[2];
            if (head > length || Crc32C.Of(payload) != check)
                damaged++;
            else
                record(new SegmentRecord((RecordKind)payload[0], (TrialState)payload[1], Encoding.ASCII.GetString(payload[3..head]), begin + at + SegmentFormat.FrameLength + head, length - head), payload[head..]);
            at += SegmentFormat.FrameLength + length;
        }
    }

    // Makes sure that so many bytes lie in the buffer from at on; false at the end of the file.
    private static bool Fill(FileStream stream, ref byte[] buffer, ref int have, ref int at, ref long begin, int need)
    {
        if (have - at >= need)
            return true;
        buffer.AsSpan(at, have - at).CopyTo(buffer);
        (have, begin, at) = (have - at, begin + at, 0);
        if (need > buffer.Length)
            Array.Resize(ref buffer, need);
        have += stream.ReadAtLeast(buffer.AsSpan(have), need - have, throwOnEndOfStream: false);
        return have >= need;
    }
}
