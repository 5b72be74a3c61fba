using GenGpu.Core;

namespace GenGpu.Storage;

/// <summary>Turns the exceptions of the file system into sentences that name the file and say what to do.</summary>
internal static class FileErrors
{
    // .NET keeps the system's number in HResult: errno on Unix, 0x8007xxxx on Windows.
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsSharing = unchecked((int)0x80070020);

    /// <summary>The error for a file that could not be written.</summary>
    public static UserErrorException ForWriting(string path, Exception cause) => new($"Cannot write {path}: {WhyNotWritten(path, cause)}", innerException: cause);

    /// <summary>The error for a file that could not be read.</summary>
    public static UserErrorException ForReading(string path, Exception cause) => new($"Cannot read {path}: {WhyNotRead(path, cause)}", innerException: cause);

    private static string WhyNotWritten(string path, Exception cause) => cause switch
    {
        UnauthorizedAccessException => $"no permission to write in {Folder(path)}; choose another output folder or change its rights.",
        PathTooLongException => "the name is too long for this file system; choose a shorter one.",
        _ => cause.HResult switch
        {
            NoSpace or WindowsDiskFull or WindowsHandleDiskFull => "the disk is full; free some space or choose a folder on another disk. Nothing was overwritten.",
            QuotaLinux or QuotaMac => "your disk quota is used up; free some space or choose a folder on another disk. Nothing was overwritten.",
            ReadOnly => "the file system is mounted read-only; choose an output folder on another disk.",
            WindowsSharing => "another program has the file open; close it and try again.",
            _ => $"{Sentence(cause)} Check the folder {Folder(path)} and try again.",
        },
    };

    private static string WhyNotRead(string path, Exception cause) => cause switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"there is no such file; check the name and the folder (now in {Environment.CurrentDirectory}).",
        UnauthorizedAccessException => Directory.Exists(path) ? "it is a folder; name a file in it." : "no permission; change the file's rights or use a copy.",
        _ => $"{Sentence(cause)} Check the file and try again.",
    };

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;

    private static string Sentence(Exception cause) => cause.Message.TrimEnd('.', ' ') + ".";
}
