using GenGpu.Gpu.Tests.Scenarios;

namespace GenGpu.Gpu.Tests.Cuda;

/// <summary>The conformance suite on a CUDA device, where there is one; each part in a child process.</summary>
public class CudaDeviceTests
{
    public static TheoryData<string> RuntimeNames => [.. ScenarioTable.RuntimeNames];

    [CudaDeviceTheory]
    [InlineData(nameof(ConformanceScenarios.EveryCaseOfEveryOp))]
    [InlineData(nameof(ConformanceScenarios.SmallModelsAgreeAndKeepTheirBits))]
    [InlineData(nameof(ConformanceScenarios.AModelThatOverflowsStopsAlone))]
    [InlineData(nameof(ConformanceScenarios.WideFormsAgree))]
    [InlineData(nameof(ConformanceScenarios.Families))]
    [InlineData(nameof(ConformanceScenarios.ConditionalFamilies))]
    [InlineData(nameof(ConformanceScenarios.TrainingKernelsFitTheirDevice))]
    public void Conformance(string scenario) => ChildProcess.MustPass("conformance-cuda-device", [scenario]);

    [CudaDeviceTheory]
    [MemberData(nameof(RuntimeNames))]
    public void Runtime(string scenario) => ChildProcess.MustPass("runtime-cuda-device", [scenario]);

    [CudaDeviceTheory]
    [InlineData(nameof(BufferScenarios.Everything))]
    [InlineData(nameof(BufferScenarios.Millions))]
    [InlineData(nameof(BufferScenarios.InPieces))]
    public void Buffers(string scenario) => ChildProcess.MustPass("buffers-cuda-device", [scenario]);
}
