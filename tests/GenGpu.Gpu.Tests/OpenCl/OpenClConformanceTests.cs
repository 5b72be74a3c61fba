using GenGpu.Gpu.Tests.Scenarios;

namespace GenGpu.Gpu.Tests.OpenCl;

/// <summary>
/// Generated kernels on the CPU through PoCL, in child processes. One lane of 16 samples per group, as CPU devices are used: every case of every op (compiled without
/// optimisation, which takes a third of the time), small models and families as they are shipped.
/// </summary>
public class OpenClConformanceTests
{
    private const string WideLanes = "16";
    private const string Unoptimised = " -cl-opt-disable";

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public void EveryCaseOfEveryOp(string part) => ChildProcess.MustPass("ops-opencl", [WideLanes, Unoptimised, part, "2"]);

    [Theory]
    [InlineData(nameof(ConformanceScenarios.SmallModelsAgreeAndKeepTheirBits))]
    [InlineData(nameof(ConformanceScenarios.AModelThatOverflowsStopsAlone))]
    public void SmallModels(string scenario) => ChildProcess.MustPass("conformance-opencl", [scenario, WideLanes, Unoptimised]);

    [Fact]
    public void Families() => ChildProcess.MustPass("conformance-opencl", [nameof(ConformanceScenarios.Families), WideLanes, ""]);

    [Fact]
    public void ConditionalFamilies() => ChildProcess.MustPass("conformance-opencl", [nameof(ConformanceScenarios.TwoConditionalFamilies), WideLanes, Unoptimised]);

    [Fact]
    public void ALargeBoltzmannMachine() => ChildProcess.MustPass("conformance-opencl", [nameof(ConformanceScenarios.ALargeBoltzmannMachineAgreesWithTheCpu), WideLanes, ""]);
}
