using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Runtime;

/// <summary>The kernels of a program on one device, compiled when they are first needed: for a launch's last step, and quiet for those before.</summary>
internal sealed class CompiledProgram(IGpuDevice device, IKernelGenerator generator, ModelDefinition definition, Program program) : IDisposable
{
    private Form? full;
    private Form? quiet;

    /// <summary>Runs the last step of a launch.</summary>
    public Form Full => full ??= Compile(program);

    /// <summary>Runs the steps before it.</summary>
    public Form Quiet => program.Quiet == program ? Full : quiet ??= Compile(program.Quiet);

    /// <summary>What kernels of a device are generated for.</summary>
    /// <param name="device">The device.</param>
    public static KernelTarget TargetOf(IGpuDevice device) => new(device.Dialect, device.Facts.MaximumLanes, device.Facts.LaneWidth, device.Facts.SharedBytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        full?.Kernel.Dispose();
        quiet?.Kernel.Dispose();
    }

    private Form Compile(Program form)
    {
        ProgramSource source = generator.Generate(definition, form, TargetOf(device));
        return new Form(source, device.Compile(source.Kernel));
    }

    /// <summary>One kernel, with what is known of its speed.</summary>
    /// <param name="Source">What it was compiled from.</param>
    /// <param name="Kernel">The kernel.</param>
    internal sealed record Form(ProgramSource Source, IDeviceKernel Kernel)
    {
        /// <summary>How fast it runs here.</summary>
        public Pace Pace { get; } = new();
    }
}
