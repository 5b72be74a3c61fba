using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Runtime;

/// <summary>
/// A program on one device, compiled when it is first needed: for a launch's last step and quiet for those before, fused for many models and wide
/// for few large ones.
/// </summary>
internal sealed class CompiledProgram(IGpuDevice device, IKernelGenerator generator, ModelDefinition definition, Program program) : IDisposable
{
    private readonly Dictionary<(bool IsWide, bool IsQuiet), ProgramForm> forms = [];
    private readonly Dictionary<int, bool> wideIsBetter = [];

    /// <summary>Whether the quiet form is the form itself.</summary>
    public bool IsAlwaysQuiet => program.Quiet == program;

    /// <summary>What kernels of a device are generated for.</summary>
    /// <param name="device">The device.</param>
    public static KernelTarget TargetOf(IGpuDevice device) => new(device.Dialect, device.Facts.MaximumLanes, device.Facts.LaneWidth, device.Facts.SharedBytes);

    /// <summary>Whether several groups should share a model.</summary>
    /// <param name="modelCount">Models of the launch.</param>
    public bool IsWideBetter(int modelCount)
    {
        if (!wideIsBetter.TryGetValue(modelCount, out bool isBetter))
            wideIsBetter.Add(modelCount, isBetter = generator.IsWideBetter(definition, program, TargetOf(device), modelCount, device.Facts.ComputeUnits));
        return isBetter;
    }

    /// <summary>A compiled form.</summary>
    /// <param name="isWide">Whether several groups share a model.</param>
    /// <param name="isQuiet">Whether for all steps of a launch but the last.</param>
    public ProgramForm Form(bool isWide, bool isQuiet)
    {
        (bool, bool) key = (isWide, isQuiet && !IsAlwaysQuiet);
        if (!forms.TryGetValue(key, out ProgramForm? form))
            forms.Add(key, form = Compile(isWide, isQuiet ? program.Quiet : program));
        return form;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ProgramForm form in forms.Values)
            form.Dispose();
        forms.Clear();
    }

    private ProgramForm Compile(bool isWide, Program which)
    {
        KernelTarget target = TargetOf(device);
        if (isWide)
            return new WideForm(generator.GenerateWide(definition, which, target)!, device);
        ProgramSource source = generator.Generate(definition, which, target);
        return new FusedForm(source, device.Compile(source.Kernel));
    }
}
