using System.Text;
using GenGpu.Core.Memory;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>
/// Writes the kernel of a program: one group per model, the loop over steps inside. The text is calls into the device library and constants; no formula stands here.
/// </summary>
internal static class ProgramKernel
{
    /// <summary>Generates the kernel of a program.</summary>
    /// <param name="definition">The definition that the program belongs to.</param>
    /// <param name="program">One of its programs, or the quiet form of one.</param>
    /// <param name="target">The device.</param>
    public static GeneratedKernel Generate(ModelDefinition definition, Program program, KernelTarget target)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(program);
        return Generate(definition, program, target, EntryPoint(definition, program));
    }

    /// <summary>The name of a program's kernel.</summary>
    public static string EntryPoint(ModelDefinition definition, Program program)
    {
        bool isQuiet = definition.Programs.Any(p => p.Quiet == program && p != program);
        return $"gg_{Identifier(definition.Name)}_{Identifier(program.Name)}{(isQuiet ? "_quiet" : "")}";
    }

    /// <summary>Generates the kernel of a program under a name of its own.</summary>
    /// <param name="definition">The definition that the program belongs to.</param>
    /// <param name="program">One of its programs, or the quiet form of one.</param>
    /// <param name="target">The device.</param>
    /// <param name="entryPoint">Name of the kernel.</param>
    public static GeneratedKernel Generate(ModelDefinition definition, Program program, KernelTarget target, string entryPoint)
    {
        int lanes = LaneRule.Lanes(program, target);
        (ExecutionPlan plan, ProgramLayout layout) = LayoutPlanner.Plan(definition, program, target, lanes);
        string exchange = layout.Pointer(layout.Exchange, Math.Max(1, layout.NormalTable - layout.Exchange));
        var context = new EmitContext(program, plan, layout, new Residents(program), entryPoint + "_", exchange);
        IReadOnlyList<KernelNode> step = ProgramWriter.Write(context);
        var text = new StringBuilder();
        foreach (string declaration in context.Declarations)
            text.Append(declaration).Append('\n');
        KernelFrame.Write(text, definition, context, step, entryPoint);
        string body = text.ToString();
        string source = KernelLibrary.Prelude(target, lanes, isWide: false, layout.IsArenaShared) + body;
        return new GeneratedKernel(entryPoint, source, body, lanes, layout.ChipFloats * sizeof(float), layout.ScratchFloats, context.Labels);
    }

    private static string Identifier(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));
}
