using System.Diagnostics;

namespace GenGpu.Tests.Cli;

/// <summary>A process that does not outlive its test, whatever the test finds.</summary>
internal sealed class RunningProcess(Process process) : IDisposable
{
    public Process Process => process;

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
