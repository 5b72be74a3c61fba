using GenGpu.Core.Accelerators;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>What a device can do at most.</summary>
internal static class CeilingScenarios
{
    /// <summary>Both figures are there and no nonsense, also a second time, and the accelerator adds those of its devices up.</summary>
    public static void AreMeasured(IReadOnlyList<IGpuDevice> devices)
    {
        using var accelerator = new GpuAccelerator("device", devices, new ProgramKernels());
        for (int round = 0; round < 2; round++)
        {
            Ceilings ceilings = accelerator.MeasureCeilings();
            Assert.InRange(ceilings.FlopsPerSecond, 1e6, 1e16);
            Assert.InRange(ceilings.BytesPerSecond, 1e6, 1e15);
        }
    }
}
