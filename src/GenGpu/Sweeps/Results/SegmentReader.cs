using System.Text;
using GenGpu.Storage;

namespace GenGpu.Sweeps.Results;

/// <summary>Reads segments, also one that is being written.</summary>
internal static class SegmentReader
{
    /// <summary>Goes through the records of a file. A record that is cut off at the end, and one whose length or check is damaged, is passed over and counted; those behind it are found again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="record">Receives each record with its body, which is valid during the call only.</param>
    /// <returns>Bytes at the end and records that could not be used; neighbours that are damaged may count as one.</returns>
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
        var window = new SegmentWindow(stream);
        ReadOnlySpan<byte> magic = window.Peek(SegmentFormat.Magic.Length);
        if (magic.IsEmpty)
            return new SegmentDamage(stream.Length, 0); // killed before the first flush
        if (!magic[..6].SequenceEqual(SegmentFormat.Magic[..6]))
            throw new DataFormatException(path, "this is no segment of results; move it out of the sweep's folder.");
        if (magic[6] != SegmentFormat.Magic[6])
            throw new DataFormatException(path, FormattableString.Invariant($"it has version {magic[6]}, this version of gengpu reads {SegmentFormat.Magic[6]}; use a newer gengpu."));
        window.Skip(magic.Length);
        int damaged = 0;
        while (!window.Peek(SegmentFormat.FrameLength).IsEmpty)
        {
            ReadOnlySpan<byte> payload = window.Payload();
            if (payload.IsEmpty)
            {
                (long place, bool isFramed) = (window.Position, window.IsFramed());
                if (FindNext(window) || isFramed)
                    damaged++;
                else
                    return new SegmentDamage(stream.Length - place, damaged); // cut off
                continue;
            }

            int head = 3 + payload[2];
            record(new SegmentRecord((RecordKind)payload[0], (TrialState)payload[1], Encoding.ASCII.GetString(payload[3..head]), window.Position + SegmentFormat.FrameLength + head, payload.Length - head), payload[head..]);
            window.Skip(SegmentFormat.FrameLength + payload.Length);
        }

        return new SegmentDamage(window.Left, damaged);
    }

    // A length may be what is damaged, so that the next record is looked for byte by byte. False, at the end of the file, when there is none.
    private static bool FindNext(SegmentWindow window)
    {
        do
            window.Skip(1);
        while (!window.Peek(SegmentFormat.FrameLength).IsEmpty && window.Payload().IsEmpty);
        return !window.Peek(SegmentFormat.FrameLength).IsEmpty;
    }
}
