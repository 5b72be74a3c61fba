using GenGpu.Gpu.Tests.Scenarios;

namespace GenGpu.Gpu.Tests.OpenCl;

/// <summary>The OpenCL library and the runtime above it, on the CPU through PoCL, in child processes. Without PoCL they fail and say what to install.</summary>
public class OpenClTests
{
    public static TheoryData<string> RuntimeNames => [.. ScenarioTable.RuntimeNames];

    public static TheoryData<string> Names => [.. ScenarioTable.OpenClNames];

    [Theory]
    [MemberData(nameof(RuntimeNames))]
    public void Runtime(string scenario) => ChildProcess.MustPass("runtime-opencl", [scenario]);

    [Theory]
    [InlineData(nameof(BufferScenarios.Everything))]
    [InlineData(nameof(BufferScenarios.Millions))]
    public void Buffers(string scenario) => ChildProcess.MustPass("buffers-opencl", [scenario, "16"]);

    [Fact]
    public void CeilingsAreMeasured() => ChildProcess.MustPass("ceilings-opencl");

    [Theory]
    [MemberData(nameof(Names))]
    public void Library(string scenario) => ChildProcess.MustPass("opencl", [scenario]);
}
