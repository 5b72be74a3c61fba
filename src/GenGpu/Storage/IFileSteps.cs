namespace GenGpu.Storage;

/// <summary>The steps of an atomic write, apart so that a test can let any of them fail.</summary>
internal interface IFileSteps
{
    /// <summary>Creates a file that must not exist yet and opens it for writing.</summary>
    Stream Create(string path);

    /// <summary>Returns once everything written to <paramref name="stream"/> is on the disk (fsync).</summary>
    void FlushToDisk(Stream stream);

    /// <summary>Renames, replacing the target in one step, and brings the folder that shows it to the disk.</summary>
    void Replace(string temporaryPath, string path);

    /// <summary>Returns once the entry of a file that was created is on the disk: without it a power cut could lose a file whose content is there.</summary>
    void FlushEntry(string path);

    /// <summary>Deletes a file; does nothing when there is none.</summary>
    void Delete(string path);
}
