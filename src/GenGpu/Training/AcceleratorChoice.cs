using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Cpu;
using GenGpu.Gpu;
using GenGpu.Models.Energies;
using GenGpu.Reference;

namespace GenGpu.Training;

/// <summary>The accelerators of this build by name, and the choice that <c>auto</c> makes.</summary>
public static class AcceleratorChoice
{
    /// <summary>Names that <c>--accelerator</c> takes; opencl and cuda also with a device, as in <c>cuda:0</c>, <c>cuda:all</c>, <c>opencl:intel</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "reference", GpuDevices.OpenCl, GpuDevices.Cuda];

    /// <summary>Creates an accelerator.</summary>
    /// <param name="name">One of <see cref="Names"/>, with or without a device.</param>
    /// <param name="threads">Threads; 0 for every core.</param>
    /// <param name="host">An energy that is a function on the host, for which <c>auto</c> takes the CPU; null for none.</param>
    /// <returns>The accelerator and why it was chosen.</returns>
    /// <exception cref="UserErrorException">The number of threads is out of range or the name is unknown (the nearest is suggested), exit code 2; or the device is absent, exit code 5.</exception>
    public static (IAccelerator Accelerator, string Reason) Create(string name, int threads, CallbackEnergy? host = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (threads is < 0 or > ConfigurationRules.MaximumThreads)
            throw new UserErrorException(FormattableString.Invariant($"--threads must be 0 (every core) to {ConfigurationRules.MaximumThreads}, not {threads}."), exitCode: 2);
        string lower = name.ToLowerInvariant();
        if (GpuDevices.Kinds.Contains(lower.Split(':')[0]))
            return (Gpu(name), "asked for");
        return lower switch
        {
            "auto" when host is not null => (Cpu(threads), $"auto: energy {host.Name} is a function on the host"),
            "auto" => Auto(threads),
            "cpu" => (Cpu(threads), "asked for"),
            "reference" => (Reference(), "asked for; scalar loops that define every op, slow"),
            _ => throw new UserErrorException($"There is no accelerator '{name}'{NameSuggestion.Hint(name, Names)}", exitCode: 2),
        };
    }

    /// <summary>One line that says what runs and why.</summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="reason">Why it was chosen.</param>
    public static string Describe(IAccelerator accelerator, string reason)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        AcceleratorInfo info = accelerator.Info;
        string unit = accelerator is GpuAccelerator ? "compute unit" : "thread";
        string units = FormattableString.Invariant($"{info.ComputeUnits} {unit}{(info.ComputeUnits == 1 ? "" : "s")}");
        return $"accelerator {accelerator.Name}: {info.Device}, {units}, {info.Details} ({reason})";
    }

    // A GPU only where it surely helps: an OpenCL device may be this very processor, or slower than it.
    private static (IAccelerator Accelerator, string Reason) Auto(int threads)
    {
        IReadOnlyList<GpuDeviceInfo> devices = GpuDevices.List(GpuDevices.Cuda, out _);
        if (devices.Any(device => device.Unusable is null))
            return (Gpu(GpuDevices.Cuda), "auto: a CUDA device is there; --accelerator cpu or another one overrides");
        return devices.Count > 0
            ? (Cpu(threads), $"auto: {devices[0].Hardware} cannot be used: {devices[0].Unusable}")
            : (Cpu(threads), "auto: no CUDA device here");
    }

    private static GpuAccelerator Gpu(string name) => GpuDevices.Open(name);

    private static CpuAccelerator Cpu(int threads) => new(threads);

    private static ReferenceAccelerator<float> Reference() => ReferenceAccelerator.CreateFloat();
}
