using GenGpu.Core.Memory;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>What the functions that write calls share: the layout, the segments, and what is known of the place in the program.</summary>
internal sealed class EmitContext(Program program, ExecutionPlan plan, ProgramLayout layout, Residents residents, string prefix, string exchange)
{
    private readonly Dictionary<Value, Reduction> parts = [];
    private readonly List<string> labels = [];
    private readonly Dictionary<string, string> tables = [];
    private int flags, names;

    /// <summary>The program.</summary>
    public Program Program => program;

    /// <summary>Its plan.</summary>
    public ExecutionPlan Plan => plan;

    /// <summary>Its layout.</summary>
    public ProgramLayout Layout => layout;

    /// <summary>What names of declarations outside the kernel begin with.</summary>
    public string Prefix => prefix;

    /// <summary>C expression of the status word, which the flags follow.</summary>
    public string Flags => "gg_flags";

    /// <summary>C expression of the memory in which lanes exchange partial sums.</summary>
    public string Exchange => exchange;

    /// <summary>C expression of a scalar hyper value.</summary>
    public string HyperPointer(HyperSlot slot) => layout.Hyper >= 0 ? layout.Pointer(layout.Hyper + slot.Offset, 1) : $"gg_hyper + {slot.Offset}";

    /// <summary>What the program touches beyond its own values.</summary>
    public Residents Residents => residents;

    /// <summary>The calls.</summary>
    public SegmentBuilder Segments { get; } = new();

    /// <summary>Constant tables that stand in front of the kernel.</summary>
    public List<string> Declarations { get; } = [];

    /// <summary>Names of what can diverge.</summary>
    public IReadOnlyList<string> Labels => labels;

    /// <summary>Whether calls run per slice at present.</summary>
    public bool IsSliced { get; set; }

    /// <summary>Repeats around the present call: what is there runs several times per step.</summary>
    public int Repeats { get; set; }

    /// <summary>C expression of the number of the slice's first sample.</summary>
    public string FirstSample(Value value) => value.Shape.IsBatched && IsSliced && plan.SliceCount > 1 ? "gg_first" : "0";

    /// <summary>Where a call finds a value.</summary>
    public Operand Read(Value value) => layout.Locate(value, IsSliced);

    /// <summary>Where a call writes a value: in the slice's own part when slices are combined later.</summary>
    public Operand Write(Value value) => parts.TryGetValue(value, out Reduction? reduction) ? layout.Part(reduction) : Read(value);

    /// <summary>The results of the present stage that each slice writes in part.</summary>
    public void SetParts(IReadOnlyList<Reduction> reductions)
    {
        parts.Clear();
        foreach (Reduction reduction in reductions)
            parts.Add(reduction.Result, reduction);
    }

    /// <summary>A scalar as a number.</summary>
    public string Number(Value value) =>
        value.Root is { Kind: ValueKind.Literal } literal ? CLiteral.Of(literal.Literal) : $"({Read(value).Pointer})[0]";

    /// <summary>What reading a scalar touches.</summary>
    public IEnumerable<Access> NumberAccess(Value value) => value.Root.Kind == ValueKind.Literal ? [] : [Read(value).Read()];

    /// <summary>The status code of a label.</summary>
    public int Label(string name)
    {
        if (!labels.Contains(name))
            labels.Add(name);
        return labels.IndexOf(name) + 1;
    }

    /// <summary>The next flag: a word of the arena.</summary>
    public int NextFlag() => ++flags;

    /// <summary>The name of a constant table of integers; equal tables are declared once, since constant memory is small.</summary>
    public string Table(string entries, int count)
    {
        if (!tables.TryGetValue(entries, out string? name))
        {
            tables.Add(entries, name = prefix + NextName("gg_indices"));
            Declarations.Add($"GG_TABLE int {name}[{count}] = {{ {entries} }};");
        }

        return name;
    }

    /// <summary>A name for a declaration or variable.</summary>
    public string NextName(string prefix) => $"{prefix}{names++}";
}
