using GenGpu.Accelerators.Tests.Buffers;
using GenGpu.Core.Accelerators;
using GenGpu.Gpu.Runtime;
using GenGpu.Gpu.Tests.Scenarios;
using Xunit.Sdk;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>The kernels over whole buffers and the host's part of them, with many lanes on the CPU; and planted bugs that the checks must catch.</summary>
public class BufferEmulationTests
{
    private const int AnyBits = 3;

    [Fact]
    public void EverythingAgreesWithTheReference() =>
        BufferScenarios.Use([new EmulatedDevice(32)], GpuBufferKernels.MostValues, kernels => BufferScenarios.Check(kernels, [0, 1, 513, 1100], 2));

    [Fact]
    public void LargeGroupsSort() =>
        BufferScenarios.Use([new EmulatedDevice(256)], GpuBufferKernels.MostValues, kernels => BufferChecks.SortAgreesWithASortOfKeys(kernels, [AnyBits], 4200));

    [Fact]
    public void ThreadSanitizerFindsNoRaceInTheSort() => BufferScenarios.Use([new EmulatedDevice(32, asThreads: true)], GpuBufferKernels.MostValues, Sort);

    // Bugs that stay within their buffers: these kernels run in the process of the tests.
    [Theory]
    [InlineData("bits & 0x80000000u ? ~bits :", "bits & 0x80000000u ? bits :")]
    [InlineData("lane * GG_SORT_PER_LANE + k", "lane * GG_SORT_PER_LANE + GG_SORT_PER_LANE - 1 - k")]
    public void APlantedBugInTheSortIsCaught(string right, string wrong) =>
        Assert.ThrowsAny<XunitException>(() => BufferScenarios.Use([new EmulatedDevice(32, text => Replace(text, right, wrong))], GpuBufferKernels.MostValues, Sort));

    [Fact]
    public void ThreadSanitizerNamesABarrierThatTheSortForgets()
    {
        const string Barrier = "    GG_SHARED_BARRIER();\n    *total = ";
        var device = new EmulatedDevice(32, text => Replace(text, Barrier, "    *total = "), asThreads: true);
        EmulationException race = Assert.Throws<EmulationException>(() => BufferScenarios.Use([device], GpuBufferKernels.MostValues, Sort));
        Assert.Contains("data race", race.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AHistogramThatForgetsTheLastEdgeIsCaught()
    {
        var device = new EmulatedDevice(32, text => Replace(text, "x <= upper", "x < upper"));
        Assert.ThrowsAny<XunitException>(() => BufferScenarios.Use([device], GpuBufferKernels.MostValues, BufferChecks.HistogramPutsEdgesIntoTheUpperBinAndTheLastEdgeInside));
    }

    private static string Replace(string text, string right, string wrong)
    {
        Assert.Contains(right, text, StringComparison.Ordinal);
        return text.Replace(right, wrong, StringComparison.Ordinal);
    }

    private static void Sort(IBufferKernels kernels) => BufferChecks.SortAgreesWithASortOfKeys(kernels, [AnyBits], 700);
}
