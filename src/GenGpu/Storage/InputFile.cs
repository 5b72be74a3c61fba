using GenGpu.Core;

namespace GenGpu.Storage;

/// <summary>Opens files for reading, with errors that name the file and say what to do.</summary>
internal static class InputFile
{
    /// <summary>Runs <paramref name="read"/> on the open file.</summary>
    /// <exception cref="UserErrorException">The file is missing, is a folder, or cannot be read.</exception>
    public static T Read<T>(string path, Func<FileStream, T> read) => Read(path, FileShare.Read, read);

    /// <summary>As <see cref="Read{T}(string, Func{FileStream, T})"/>, for a file that others may be writing.</summary>
    public static T Read<T>(string path, FileShare share, Func<FileStream, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, share, bufferSize: 1 << 16, FileOptions.SequentialScan);
            return read(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.ForReading(path, error);
        }
    }

    /// <summary>The whole content.</summary>
    /// <exception cref="UserErrorException">As for <see cref="Read{T}(string, Func{FileStream, T})"/>, or the file is larger than <paramref name="limit"/>.</exception>
    public static byte[] ReadBytes(string path, long limit, string limitReason) => Read(path, stream =>
    {
        if (stream.Length > limit)
            throw new DataFormatException(path, FormattableString.Invariant($"the file has {stream.Length} bytes, but {limitReason} has at most {limit}; check that it is the right file."));
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)stream.Length);
        stream.ReadExactly(bytes);
        return bytes;
    });
}
