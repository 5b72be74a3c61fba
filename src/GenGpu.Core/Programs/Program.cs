using GenGpu.Core.Random;

namespace GenGpu.Core.Programs;

/// <summary>
/// A static program over one model's state: a list of instructions and nested <see cref="Repeat"/> blocks. One run is one step.
/// Built by <see cref="ProgramBuilder"/>; immutable.
/// </summary>
public sealed class Program
{
    internal Program(string name, int batchSize, RandomPurpose purpose, IReadOnlyList<Node> body, IReadOnlyList<ProgramStream> inputs, IReadOnlyList<ProgramStream> outputs, int valueCount)
    {
        Name = name;
        BatchSize = batchSize;
        Purpose = purpose;
        Body = body;
        Inputs = inputs;
        Outputs = outputs;
        ValueCount = valueCount;
        Quiet = this;
        HasSites = Instructions().Any(i => i.Outputs.Any(o => o.Shape.HasSites));
    }

    /// <summary>Name, unique within the definition: initialise, train, sample ...</summary>
    public string Name { get; }

    /// <summary>Samples per step: the columns of every batched value without sites.</summary>
    public int BatchSize { get; }

    /// <summary>Random-number purpose, a part of every Philox counter of this program.</summary>
    public RandomPurpose Purpose { get; }

    /// <summary>The nodes, in order.</summary>
    public IReadOnlyList<Node> Body { get; }

    /// <summary>What the host streams to the program; the same layout as outputs, shared by the models of a launch.</summary>
    public IReadOnlyList<ProgramStream> Inputs { get; }

    /// <summary>What the program streams to the host.</summary>
    public IReadOnlyList<ProgramStream> Outputs { get; }

    /// <summary>Upper bound of value ids.</summary>
    public int ValueCount { get; }

    /// <summary>
    /// The same program without its reports and what only they need. Accelerators run it for every step of a launch but the last, whose
    /// reports the host can see; no other bit depends on it. The program itself when it reports nothing.
    /// </summary>
    public Program Quiet { get; internal init; }

    /// <summary>Whether some value has several columns per sample: slices of the batch then have equal sizes, and lie one after another.</summary>
    public bool HasSites { get; }

    /// <summary>All instructions, those of Repeat bodies once, in order.</summary>
    public IEnumerable<Instruction> Instructions() => Enumerate(Body);

    private static IEnumerable<Instruction> Enumerate(IReadOnlyList<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (node is Instruction instruction)
            {
                yield return instruction;
            }
            else if (node is Repeat repeat)
            {
                foreach (Instruction inner in Enumerate(repeat.Body))
                    yield return inner;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (batch {BatchSize})";
}
