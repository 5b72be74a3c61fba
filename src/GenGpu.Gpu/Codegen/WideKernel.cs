using System.Text;
using GenGpu.Core.Memory;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>
/// Writes a program as one kernel per segment: where the fused kernel has a barrier, this form has the end of a kernel. All values lie in global scratch,
/// and as many groups work on a model as the segment has work for. For models far beyond on-chip memory, and for large batches of few models.
/// </summary>
internal static class WideKernel
{
    // Small groups, so that one model spreads over all units of a device.
    private const int Lanes = 64;
    private const int MostGroups = 1024;

    // OpenCL keeps the exchanged sums in scratch, because one pointer cannot mean either memory: one place per group.
    private const int MostOpenClGroups = 64;

    /// <summary>Generates the wide form of a program, or null when there is none: for CPU devices, and for Repeats nested deeper than the kernels' arguments allow.</summary>
    /// <param name="definition">The definition that the program belongs to.</param>
    /// <param name="program">One of its programs, or the quiet form of one.</param>
    /// <param name="target">The device.</param>
    /// <param name="prefix">What the names of the kernels begin with.</param>
    public static WideProgram? Generate(ModelDefinition definition, Program program, KernelTarget target, string prefix)
    {
        if (target.LaneWidth > 1)
            return null;

        // The slices of the fused form, so that both give the same bits.
        ExecutionPlan plan = LayoutPlanner.Plan(definition, program, target, LaneRule.Lanes(program, target)).Plan;
        if (Depth(program.Body) + (plan.SliceCount > 1 ? 1 : 0) > WideProgram.MaximumDepth)
            return null;
        int lanes = Math.Min(Lanes, target.MaximumLanes), most = target.Dialect == KernelDialect.Cuda ? MostGroups : MostOpenClGroups;
        var residents = new Residents(program);
        int exchanges = target.Dialect == KernelDialect.Cuda ? 0 : most;
        var layout = new ProgramLayout(definition, plan, residents, new LayoutChoice(false, 0, false, false, _ => false), lanes, target.LaneWidth, exchanges);
        string exchange = exchanges == 0 ? "gg_shared" : $"gg_arena + {layout.Exchange} + GG_MEMBER() * {ProgramLayout.ExchangeFloats(lanes)}";
        var context = new EmitContext(program, plan, layout, residents, prefix + "_", exchange);
        IReadOnlyList<KernelNode> step = ProgramWriter.Write(context);

        var text = new StringBuilder();
        foreach (string declaration in context.Declarations)
            text.Append(declaration).Append('\n');
        var frame = new WideFrame(text, definition, context, prefix, lanes, most);
        string begin = frame.Begin();
        List<WideNode> nodes = frame.Step(step, []);
        string end = frame.End();
        string body = text.ToString();
        int sharedBytes = exchanges == 0 && residents.Exchanges ? ProgramLayout.ExchangeFloats(lanes) * sizeof(float) : 0;
        string source = KernelLibrary.Prelude(target, lanes, isWide: true, isArenaShared: false) + body;
        return new WideProgram(source, body, lanes, sharedBytes, layout.ScratchFloats, begin, nodes, end, context.Labels);
    }

    private static int Depth(IReadOnlyList<Node> nodes) => nodes.OfType<Repeat>().Select(r => 1 + Depth(r.Body)).DefaultIfEmpty(0).Max();
}
