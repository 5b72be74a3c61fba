using System.Diagnostics;
using GenGpu.Core;

namespace GenGpu.Sweeps.Execution;

/// <summary>
/// Lets one process at a time decide who works on what: while it is open nobody else takes a lease or makes the list of trials. It is a file lock, which the system drops when its process ends, however it ends.
/// Where a file system has no locks, or somebody keeps the gate for long, it is passed without: two processes may then do the same work, with the same results.
/// </summary>
internal sealed class FolderGate : IDisposable
{
    // errno of Linux; a full or read-only disk is no reason to wait.
    private const int NoSpace = 28, ReadOnly = 30, QuotaLinux = 122;
    private readonly FileStream? _file;

    private FolderGate(FileStream? file) => _file = file;

    /// <summary>Waits for the gate and closes it behind this process.</summary>
    /// <param name="folder">The sweep's folder; it has been prepared.</param>
    /// <param name="patience">How long to wait before passing without.</param>
    /// <exception cref="UserErrorException">The folder cannot be written.</exception>
    public static FolderGate Enter(SweepFolder folder, TimeSpan patience)
    {
        string path = Path.Combine(folder.Leases, ".gate");
        long begin = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FolderGate(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (Exception error) when (error is UnauthorizedAccessException || error.HResult is NoSpace or ReadOnly or QuotaLinux)
            {
                throw Storage.FileErrors.ForWriting(path, error);
            }
            catch (IOException)
            {
                if (Stopwatch.GetElapsedTime(begin) > patience)
                    return new FolderGate(null);

                // Hundreds of tasks may begin at the same moment.
                Thread.Sleep(Random.Shared.Next(5, 50));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
