namespace GenGpu.Gpu.Codegen;

/// <summary>A program as a list of kernels in which several groups share a model.</summary>
/// <param name="Source">All that is compiled: literals, dialect, device library, kernels.</param>
/// <param name="Body">The generated part of the source alone.</param>
/// <param name="Lanes">Lanes per group, in all kernels.</param>
/// <param name="SharedBytes">On-chip memory per group, in all kernels.</param>
/// <param name="ScratchFloats">Floats of global scratch per model of the call; to be left alone from Begin to the last End.</param>
/// <param name="BeginEntryPoint">Once per call, one group per model: what stands in scratch before the first step.</param>
/// <param name="Step">One step, in order.</param>
/// <param name="EndEntryPoint">After each step, one group per model: writes the status.</param>
/// <param name="Labels">Names of what can diverge, by status - 1.</param>
internal sealed record WideProgram(
    string Source, string Body, int Lanes, int SharedBytes, int ScratchFloats, string BeginEntryPoint, IReadOnlyList<WideNode> Step, string EndEntryPoint, IReadOnlyList<string> Labels)
{
    /// <summary>Repeats inside each other that the kernels' arguments have room for.</summary>
    public const int MaximumDepth = 3;

    /// <summary>All entry points of the source.</summary>
    public IEnumerable<string> EntryPoints => [BeginEntryPoint, .. Calls(Step).Select(c => c.EntryPoint), EndEntryPoint];

    /// <summary>Kernels per step, each Repeat body once.</summary>
    public int CallCount => Calls(Step).Count() + 1;

    private static IEnumerable<WideCall> Calls(IEnumerable<WideNode> nodes) =>
        nodes.SelectMany(n => n is WideCall call ? [call] : Calls(((WideRepeat)n).Body));
}
