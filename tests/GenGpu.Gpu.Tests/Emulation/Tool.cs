using System.ComponentModel;
using System.Diagnostics;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Programs of the system that the tests run.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and what it wrote to the error stream.</returns>
    public static (int Code, string Errors) Run(string name, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true })!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, errors);
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"'{name}' does not start ({missing.Message}); install it (Debian: apt install {name}).", missing);
        }
    }

    /// <summary>Whether a program is there.</summary>
    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));
}
