namespace GenGpu.Storage;

/// <summary>The steps of an atomic write on the real file system.</summary>
internal sealed class DiskFileSteps : IFileSteps
{
    /// <summary>The only instance; it holds no state.</summary>
    public static readonly DiskFileSteps Instance = new();

    /// <inheritdoc/>
    public Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);

    /// <inheritdoc/>
    public void FlushToDisk(Stream stream)
    {
        if (stream is FileStream file)
            file.Flush(flushToDisk: true);
        else
            stream.Flush();
    }

    /// <inheritdoc/>
    public void Replace(string temporaryPath, string path)
    {
        File.Move(temporaryPath, path, overwrite: true);
        FlushEntry(path);
    }

    /// <inheritdoc/>
    public void FlushEntry(string path) => FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);
}
