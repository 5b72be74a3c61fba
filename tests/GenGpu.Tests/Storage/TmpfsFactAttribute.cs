using System.Diagnostics;

namespace GenGpu.Tests.Storage;

/// <summary>A test that needs to mount a small file system of its own; skipped with the reason where that is not permitted.</summary>
internal sealed class TmpfsFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(Probe);

    public TmpfsFactAttribute() => Skip = Problem.Value;

    public static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux())
            return "needs Linux (tmpfs)";
        using var folder = new TemporaryFolder();
        if (!Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.FullName))
            return "mounting a tmpfs is not permitted here";
        return Run("umount", folder.FullName) ? null : "unmounting a tmpfs is not permitted here";
    }
}
