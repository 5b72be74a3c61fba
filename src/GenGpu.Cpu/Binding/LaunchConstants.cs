using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// Scalars that depend on literals and hyper values alone: these do not change during a launch, so they are computed once when a worker turns to a model and not in every step.
/// </summary>
internal sealed class LaunchConstants
{
    private readonly Dictionary<Value, int> offsets = [];

    private LaunchConstants(Program program)
    {
        // What a Repeat takes over from its body is computed straight into the place of the carried value.
        var carried = new HashSet<Value>();
        Collect(program.Body, carried);
        foreach (Instruction instruction in program.Instructions())
        {
            if (instruction.Op != OpTable.Elementwise || !instruction.Output.Shape.IsScalar || instruction.Output.Shape.IsBatched || carried.Contains(instruction.Output)
                || !instruction.Inputs.All(input => input.Kind is ValueKind.Literal or ValueKind.Hyper || offsets.ContainsKey(input)))
                continue;
            offsets.Add(instruction.Output, Length);
            Instructions.Add(instruction);
            // Kernels write whole groups.
            Length += Padding.Lanes;
        }
    }

    /// <summary>Those of a program.</summary>
    public static LaunchConstants Find(Program program) => new(program);

    /// <summary>The instructions, in order.</summary>
    public List<Instruction> Instructions { get; } = [];

    /// <summary>Floats that their results take.</summary>
    public int Length { get; private set; }

    /// <summary>Where the value, or what it is a view of, lies among them.</summary>
    public bool TryLocate(Value value, out int offset) => offsets.TryGetValue(value.Root, out offset);

    /// <summary>Whether the instruction is one of them.</summary>
    public bool Contains(Instruction instruction) => instruction.Outputs.Count == 1 && offsets.ContainsKey(instruction.Output);

    private static void Collect(IReadOnlyList<Node> nodes, HashSet<Value> carried)
    {
        foreach (Repeat repeat in nodes.OfType<Repeat>())
        {
            carried.UnionWith(repeat.Carried.Select(c => c.BodyResult));
            Collect(repeat.Body, carried);
        }
    }
}
