using GenGpu.Core.Accelerators;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Runtime;

/// <summary>Measures what a device can do at most, by the kernels of kernels/bench/ceilings.h and the device's own clock.</summary>
internal static class DeviceCeilings
{
    private const int Chains = 16, Rounds = 7, GroupsPerUnit = 8;
    private const double RoundSeconds = 0.002;

    // Three arrays of 64 MB: more than the caches of a GPU hold; less where the device has little memory.
    private const long MostFloats = 16 << 20;

    /// <summary>The best of a few rounds.</summary>
    /// <param name="device">The device, used by nobody else meanwhile.</param>
    /// <exception cref="GpuException">The device fails.</exception>
    public static Ceilings Measure(IGpuDevice device)
    {
        DeviceFacts facts = device.Facts;
        int lanes = facts.LaneWidth > 1 ? 1 : Math.Min(256, facts.MaximumLanes), groups = GroupsPerUnit * facts.ComputeUnits;
        var target = new KernelTarget(device.Dialect, facts.MaximumLanes, facts.LaneWidth, facts.SharedBytes);
        string text = KernelLibrary.Prelude(target, lanes, isWide: false, isArenaShared: false) + KernelLibrary.Read("bench/ceilings.h");
        using IDeviceStream stream = device.CreateStream();
        return new Ceilings(Flops(device, stream, text, lanes, groups), Bytes(device, stream, text, lanes, groups));
    }

    private static double Flops(IGpuDevice device, IDeviceStream stream, string text, int lanes, int groups)
    {
        using IDeviceKernel kernel = device.Compile(new KernelSource("gg_peak_fma", text, lanes, 0));
        using DeviceBuffer result = device.Allocate((long)groups * lanes * sizeof(float));
        int iterations = 256;
        double perIteration = 2.0 * Chains * device.Facts.LaneWidth * lanes * groups;
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            double seconds = Time(stream, kernel, groups, result, iterations);
            best = Math.Max(best, perIteration * iterations / seconds);
            iterations = (int)Math.Clamp(iterations * RoundSeconds / seconds, 256, 1 << 20);
        }

        return best;
    }

    private static double Bytes(IGpuDevice device, IDeviceStream stream, string text, int lanes, int groups)
    {
        const int StripFloats = 16;
        long count = Math.Min(MostFloats, Math.Min(device.Facts.LargestAllocation, device.FreeBytes / 8) / sizeof(float)) / StripFloats * StripFloats;
        using IDeviceKernel kernel = device.Compile(new KernelSource("gg_triad", text, lanes, 0));
        using DeviceBuffer a = device.Allocate(count * sizeof(float)), b = device.Allocate(count * sizeof(float)), c = device.Allocate(count * sizeof(float));
        foreach (DeviceBuffer buffer in new[] { a, b, c })
            stream.Clear(buffer, 0, buffer.Bytes);
        int strips = (int)(count / (device.Facts.LaneWidth > 1 ? 16 : 4));
        double best = 0;
        for (int round = 0; round < Rounds; round++)
            best = Math.Max(best, 3.0 * count * sizeof(float) / Time(stream, kernel, groups, a, b, c, 0.5f, strips, groups));
        return best;
    }

    private static double Time(IDeviceStream stream, IDeviceKernel kernel, int groups, params ReadOnlySpan<KernelArgument> arguments)
    {
        using IDeviceEvent end = stream.Launch(kernel, groups, arguments);
        return end.Wait();
    }
}
