using GenGpu.Gpu.Tests.Scenarios;

namespace GenGpu.Gpu.Tests.OpenCl;

/// <summary>
/// The form for GPUs on the CPU through PoCL: many lanes per group, one sample each, barriers between them. PoCL's default way to run groups breaks such kernels
/// (kernels/README.md), so it is told another; it takes long to compile them, so here stands one case of each op. The CUDA branch runs all of them (Emulation).
/// </summary>
public class OpenClGroupTests
{
    [Fact]
    public void OneCaseOfEachOp() => ChildProcess.MustPass("conformance-opencl", [nameof(ConformanceScenarios.OneCaseOfEachOp), "1", " -cl-opt-disable"], ("POCL_WORK_GROUP_METHOD", "loops"));

    [Fact]
    public void Buffers() => ChildProcess.MustPass("buffers-opencl", [nameof(BufferScenarios.Everything), "1"], ("POCL_WORK_GROUP_METHOD", "loops"));
}
