using GenGpu.Core;
using GenGpu.Gpu.Tests.Scenarios;

namespace GenGpu.Gpu.Tests;

/// <summary>The tests start this assembly again for what may take its process down: drivers. The last line of the output is the verdict.</summary>
internal static class EntryPoint
{
    private static int Main(string[] arguments)
    {
        try
        {
            ScenarioTable.All[arguments[0]](arguments[1..]);
            Console.WriteLine(ChildProcess.Passed);
            return 0;
        }
        catch (UserErrorException e)
        {
            Console.WriteLine($"exit code {e.ExitCode}: {e.Message}");
            return e.ExitCode;
        }
    }
}
