using System.Diagnostics;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>Runs a scenario in a process of its own: a driver that crashes must not take the test run down.</summary>
public static class ChildProcess
{
    public const string Passed = "scenario passed";
    private const int Milliseconds = 240_000;

    /// <summary>Runs a scenario that must pass.</summary>
    /// <param name="scenario">Its name in <see cref="ScenarioTable"/>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set.</param>
    public static void MustPass(string scenario, string[]? arguments = null, params (string Name, string Value)[] environment)
    {
        (int code, string output) = Run(scenario, arguments ?? [], environment);
        Assert.True(code == 0 && output.TrimEnd().EndsWith(Passed, StringComparison.Ordinal), $"{scenario} ended with code {code}:\n{output}");
    }

    /// <summary>Runs a scenario.</summary>
    /// <returns>Its exit code and everything it wrote.</returns>
    public static (int Code, string Output) Run(string scenario, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[typeof(ChildProcess).Assembly.Location, scenario, .. arguments])
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process child = Process.Start(start)!;
        Task<string> error = child.StandardError.ReadToEndAsync();
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Milliseconds))
        {
            child.Kill(entireProcessTree: true);
            return (-1, $"still running after {Milliseconds / 1000} seconds");
        }

        return (child.ExitCode, error.Result + output.Result);
    }
}
