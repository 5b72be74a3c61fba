using System.Text;
using GenGpu.Core;

namespace GenGpu.Storage;

/// <summary>
/// Writes whole files so that a reader, a crash or a full disk sees either the old content or the new one, never a part:
/// a temporary file beside the target is written, flushed to the disk and renamed over the target.
/// </summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// Replaces <paramref name="path"/> by what <paramref name="write"/> writes. Missing parent folders are created. A symbolic
    /// link is followed, so that the file it points to is replaced and the link stays.
    /// </summary>
    /// <param name="path">The file to replace or create.</param>
    /// <param name="write">Writes the content; when it throws, the old file stays and the exception passes through.</param>
    /// <exception cref="UserErrorException">The disk is full, the folder is not writable, or another file error; the message names the file.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, DiskFileSteps.Instance);

    /// <summary>Replaces <paramref name="path"/> by a text in UTF-8 without byte-order mark.</summary>
    /// <param name="path">The file to replace or create.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="UserErrorException">As for <see cref="Write(string, Action{Stream})"/>.</exception>
    public static void WriteText(string path, string text) => WriteBytes(path, Utf8.GetBytes(text));

    /// <summary>Replaces <paramref name="path"/> by the given bytes.</summary>
    /// <param name="path">The file to replace or create.</param>
    /// <param name="bytes">The content.</param>
    /// <exception cref="UserErrorException">As for <see cref="Write(string, Action{Stream})"/>.</exception>
    public static void WriteBytes(string path, ReadOnlyMemory<byte> bytes) => Write(path, stream => stream.Write(bytes.Span));

    /// <summary>
    /// A name for a temporary file in the folder of <paramref name="path"/>. It is short and does not contain the target's name,
    /// so that a name at the file system's limit stays writable.
    /// </summary>
    /// <param name="path">The file that will be replaced.</param>
    /// <param name="extension">The ending of the temporary name, for programs that look at it.</param>
    internal static string TemporaryPath(string path, string extension = ".tmp")
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? throw new ArgumentException($"'{path}' is a folder, not a file.", nameof(path));
        return Path.Combine(folder, string.Concat(".gengpu-", Guid.NewGuid().ToString("N").AsSpan(0, 12), extension));
    }

    /// <summary>As the public method, with the steps of the file system given.</summary>
    internal static void Write(string path, Action<Stream> write, IFileSteps steps)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string? temporary = null;
        bool replaced = false;
        try
        {
            string target = ResolveLink(Path.GetFullPath(path));
            temporary = TemporaryPath(target);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (Stream stream = steps.Create(temporary))
            {
                write(stream);
                steps.FlushToDisk(stream);
            }

            if (Directory.Exists(target))
                throw new UserErrorException($"Cannot write {path}: a folder of that name exists; choose another name or remove the folder.");
            steps.Replace(temporary, target);
            replaced = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.ForWriting(path, error);
        }
        finally
        {
            if (!replaced && temporary is not null)
                DeleteQuietly(temporary, steps);
        }
    }

    private static string ResolveLink(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private static void DeleteQuietly(string path, IFileSteps steps)
    {
        try
        {
            steps.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one worth reporting; what remains is a hidden file that nothing reads.
        }
    }
}
