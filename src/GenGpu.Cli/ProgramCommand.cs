using GenGpu.Core;

namespace GenGpu.Cli;

/// <summary>The program that runs now, as a command for another machine that sees the same files.</summary>
internal static class ProgramCommand
{
    /// <summary>Absolute paths: the executable, or dotnet and the assembly.</summary>
    /// <exception cref="UserErrorException">The system does not say.</exception>
    public static IReadOnlyList<string> Current
    {
        get
        {
            string process = Environment.ProcessPath ?? throw new UserErrorException("The system does not say where this program lies, so no task can be told to run it.");
            string assembly = typeof(ProgramCommand).Assembly.Location;

            // An executable of its own bears the assembly's name, or another where it is a tool; dotnet does not.
            return Path.GetFileNameWithoutExtension(process) == "dotnet" && assembly.Length > 0 ? [process, assembly] : [process];
        }
    }
}
