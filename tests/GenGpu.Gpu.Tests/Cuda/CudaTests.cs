using GenGpu.Gpu.Tests.Scenarios;

namespace GenGpu.Gpu.Tests.Cuda;

/// <summary>The CUDA library and the runtime above it, over a stand-in for the driver that executes kernels on the host and fails on demand.</summary>
public sealed class CudaTests(FakeDriver driver) : IClassFixture<FakeDriver>
{
    public static TheoryData<string> RuntimeNames => [.. ScenarioTable.RuntimeNames];

    public static TheoryData<string> Names => [.. ScenarioTable.CudaNames];

    /// <summary>Calls of the driver that a run makes, each of which fails once.</summary>
    public static TheoryData<string, int> Calls => new()
    {
        { "cuDevicePrimaryCtxRetain", 1 }, { "cuStreamCreate", 1 }, { "cuStreamCreate", 2 }, { "cuMemAlloc_v2", 1 }, { "cuMemcpyHtoDAsync_v2", 1 }, { "cuMemsetD32Async", 1 },
        { "cuMemcpyDtoHAsync_v2", 3 }, { "cuModuleLoadData", 1 }, { "cuModuleGetFunction", 1 }, { "cuFuncGetAttribute", 2 }, { "cuEventCreate", 2 }, { "cuEventRecord", 3 },
        { "cuLaunchKernel", 2 }, { "cuEventSynchronize", 2 }, { "cuEventElapsedTime", 1 }, { "cuStreamSynchronize", 5 },
    };

    [Theory]
    [MemberData(nameof(RuntimeNames))]
    public void Runtime(string scenario) => ChildProcess.MustPass("runtime-cuda", [scenario], driver.Environment());

    [Theory]
    [MemberData(nameof(RuntimeNames))]
    public void RuntimeOnThreeDevices(string scenario) => ChildProcess.MustPass("runtime-cuda", [scenario], driver.Environment(("FAKE_DEVICES", "3")));

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void StatesThatDoNotFitRunInTurn(string devices) =>
        ChildProcess.MustPass("runtime-cuda", [nameof(RuntimeScenarios.StatesThatDoNotFitRunInTurn)], driver.Environment(("FAKE_MEMORY", "8388608"), ("FAKE_DEVICES", devices)));

    [Fact]
    public void TheFasterDeviceTakesMore() =>
        ChildProcess.MustPass("runtime-cuda", [nameof(RuntimeScenarios.TheFasterDeviceTakesMore)], driver.Environment(("FAKE_DEVICES", "2"), ("FAKE_SLOW", "1000")));

    [Fact]
    public void NotEvenOneModelFits()
    {
        (int code, string output) = ChildProcess.Run("runtime-cuda", [nameof(RuntimeScenarios.StatesThatDoNotFitRunInTurn)], driver.Environment(("FAKE_MEMORY", "60000")));
        Assert.Equal(1, code);
        Assert.Contains("Not even one model of toy (0.06 MiB) fits into the free memory of cuda:0 (0.05 MiB)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(ConformanceScenarios.AModelThatOverflowsStopsAlone))]
    [InlineData(nameof(ConformanceScenarios.WideFormsAgree))]
    [InlineData(nameof(ConformanceScenarios.TrainingKernelsFitTheirDevice))]
    public void GeneratedKernelsRunThroughTheDriver(string scenario) => ChildProcess.MustPass("conformance-cuda", [scenario], driver.Environment(("FAKE_DEVICES", "2")));

    [Theory]
    [InlineData(nameof(BufferScenarios.Everything))]
    [InlineData(nameof(BufferScenarios.InPieces))]
    public void Buffers(string scenario) => ChildProcess.MustPass("buffers-cuda", [scenario], driver.Environment());

    [Fact]
    public void CeilingsAreMeasured() => ChildProcess.MustPass("ceilings-cuda", [], driver.Environment(("FAKE_MEMORY", "16777216")));

    [Fact]
    public void BuffersOfADeviceWithLittleMemoryGoInPieces() => ChildProcess.MustPass("buffers-cuda", [nameof(BufferScenarios.Everything)], driver.Environment(("FAKE_MEMORY", "1048576")));

    [Fact]
    public void TooLittleMemoryForAnyPieceIsSaid()
    {
        (int code, string output) = ChildProcess.Run("buffers-cuda", [nameof(BufferScenarios.Everything)], driver.Environment(("FAKE_MEMORY", "4096")));
        Assert.Equal(1, code);
        Assert.Contains("Sorting on cuda:0 (Stand-in 0) finds too little free memory even for", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Library(string scenario) => ChildProcess.MustPass("cuda", [scenario], driver.Environment());

    [Theory]
    [MemberData(nameof(Calls))]
    public void AFailingCallIsNamed(string call, int count)
    {
        // An image from disk that does not load is compiled again: that is no failure.
        string cache = call == "cuModuleLoadData" ? driver.NewCache() : driver.SharedCache;
        (int code, string output) = ChildProcess.Run("cuda-fault", [], driver.Environment(("FAKE_FAIL", $"{call}:{count}:201"), ("XDG_CACHE_HOME", cache)));
        Assert.Equal(1, code);
        Assert.Contains(call, output, StringComparison.Ordinal);
        Assert.Contains("CUDA_ERROR_INVALID_CONTEXT", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuLaunchKernel", 3, 719, "CUDA_ERROR_LAUNCH_FAILED")]
    [InlineData("cuEventSynchronize", 4, 700, "CUDA_ERROR_ILLEGAL_ADDRESS")]
    [InlineData("cuMemcpyDtoHAsync_v2", 2, 719, "CUDA_ERROR_LAUNCH_FAILED")]
    public void ALostDeviceSaysHowToGoOn(string call, int count, int fault, string name)
    {
        (int code, string output) = ChildProcess.Run("cuda-fault", [], driver.Environment(("FAKE_FAIL", $"{call}:{count}:{fault}")));
        Assert.Equal(5, code);
        Assert.Contains($"cuda:0 (Stand-in 0): {call} failed with {name}. The device is lost", output, StringComparison.Ordinal);
        Assert.Contains("--resume", output, StringComparison.Ordinal);
    }

    [Fact]
    public void OneRefusedAllocationIsGotOver() => ChildProcess.MustPass("cuda-fault", [], driver.Environment(("FAKE_FAIL", "cuMemAlloc_v2:9:2")));

    [Fact]
    public void CompiledKernelsAreKeptAndDamagedOnesCompiledAgain()
    {
        string cache = driver.NewCache();
        (string, string)[] environment = driver.Environment(("XDG_CACHE_HOME", cache));
        ChildProcess.MustPass("cuda-compile", [], environment);
        string file = Assert.Single(Directory.GetFiles(Path.Combine(cache, "gengpu")));

        // A compiler that fails is not asked.
        (string, string)[] broken = [.. environment, ("FAKE_FAIL", "nvrtcCompileProgram:1:6")];
        ChildProcess.MustPass("cuda-compile", [], broken);
        byte[] bytes = File.ReadAllBytes(file);
        foreach (byte[] damaged in (byte[][])[[.. bytes[..^1], (byte)(bytes[^1] ^ 1)], bytes[..100], []])
        {
            File.WriteAllBytes(file, damaged);
            Assert.NotEqual(0, ChildProcess.Run("cuda-compile", [], broken).Code);
            ChildProcess.MustPass("cuda-compile", [], environment);
            Assert.Equal(bytes.Length, new FileInfo(file).Length);
        }

        // Another device, another file.
        ChildProcess.MustPass("cuda-compile", [], [.. environment, ("FAKE_ARCHITECTURES", "75,80")]);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(cache, "gengpu")).Length);
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsNoError() => ChildProcess.MustPass("cuda-compile", [], driver.Environment(("XDG_CACHE_HOME", "/proc/nowhere")));

    [Theory]
    [InlineData("75,80,90", "--gpu-architecture=sm_90 --fmad=false --ftz=false --prec-div=true --prec-sqrt=true")]
    [InlineData("75,80,89", "--gpu-architecture=compute_89 ")]
    public void TheTargetIsTheDeviceOrTheNewestThatTheCompilerKnows(string known, string options)
    {
        (int code, string output) = ChildProcess.Run("cuda-compile", [], driver.Environment(("FAKE_ARCHITECTURES", known)));
        Assert.Equal(0, code);
        Assert.Contains(options, output, StringComparison.Ordinal);
    }

    [Fact]
    public void ADeviceTooOldForTheCompilerIsRefused()
    {
        (int code, string output) = ChildProcess.Run("cuda-compile", [], driver.Environment(("FAKE_ARCHITECTURES", "100,120")));
        Assert.Equal(5, code);
        Assert.Contains("compute capability 9.0", output, StringComparison.Ordinal);
        Assert.Contains("install an older one", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GENGPU_CUDA_LIBRARY", "/nowhere/libcuda.so.1", "The CUDA driver (libcuda.so.1, nvcuda.dll) is not installed. Install the NVIDIA driver")]
    [InlineData("GENGPU_NVRTC_LIBRARY", "/nowhere/libnvrtc.so", "0 Stand-in 0 NVIDIA's runtime compiler (libnvrtc, nvrtc64_*.dll) is not installed. Install NVRTC")]
    [InlineData("FAKE_FAIL", "cuInit:1:100", "cuInit says CUDA_ERROR_NO_DEVICE. The driver finds no NVIDIA GPU")]
    [InlineData("FAKE_FAIL", "cuInit:1:803", "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH. The driver's library and kernel module")]
    [InlineData("FAKE_DEVICES", "0", "lists no device")]
    public void WhatIsMissingIsSaid(string variable, string value, string sentence)
    {
        (int code, string output) = ChildProcess.Run("cuda-list", [], driver.Environment((variable, value)));
        Assert.Equal(0, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }
}
