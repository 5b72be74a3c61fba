namespace GenGpu.Tests.Cli;

/// <summary>A test that needs a pseudo-terminal, which the program script gives; skipped with the reason where it is not installed.</summary>
internal sealed class TerminalFactAttribute : FactAttribute
{
    public const string Program = "/usr/bin/script";

    public TerminalFactAttribute() => Skip = OperatingSystem.IsLinux() && File.Exists(Program) ? null : $"{Program} is not there (Debian, Ubuntu: apt-get install bsdutils)";
}
