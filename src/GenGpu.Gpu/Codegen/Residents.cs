using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>What a program touches beyond its own values: state slots, hyper values, tables, and literals that must stand in memory.</summary>
internal sealed class Residents
{
    private readonly SortedDictionary<int, StateSlot> slots = [];
    private readonly HashSet<StateSlot> written = [];
    private readonly SortedDictionary<int, DataBuffer> tables = [];
    private readonly List<Value> literals = [];

    public Residents(Program program)
    {
        Scan(program.Body);
    }

    /// <summary>State slots that the program reads or writes, in layout order.</summary>
    public IReadOnlyCollection<StateSlot> Slots => slots.Values;

    /// <summary>Whether the program writes the slot.</summary>
    public bool IsWritten(StateSlot slot) => written.Contains(slot);

    /// <summary>Whether the program reads hyper values.</summary>
    public bool UsesHypers { get; private set; }

    /// <summary>Whether the program draws normals, from the table of coefficients.</summary>
    public bool DrawsNormals { get; private set; }

    /// <summary>Whether lanes exchange partial sums.</summary>
    public bool Exchanges { get; private set; }

    /// <summary>Instructions that raise a flag.</summary>
    public int Checks { get; private set; }

    /// <summary>Buffers that an op other than lookup reads.</summary>
    public IReadOnlyCollection<DataBuffer> Tables => tables.Values;

    /// <summary>Literals that a function takes by pointer.</summary>
    public IReadOnlyList<Value> Literals => literals;

    /// <summary>Whether an operand of an op is passed as a number, not by pointer.</summary>
    public static bool IsNumber(OpDefinition op, int operand) =>
        op == OpTable.Elementwise || op == OpTable.AdamCorrection || (op == OpTable.Adam && operand >= 4) || (op == OpTable.Sgd && operand >= 2)
        || op == OpTable.ConcatenateRows || op == OpTable.Assign || op == OpTable.Report;

    private void Scan(IReadOnlyList<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (node is Repeat repeat)
            {
                UsesHypers |= repeat.Count.Hyper is not null;
                foreach (CarriedValue carried in repeat.Carried)
                {
                    Read(carried.Initial, isNumber: true);
                    Read(carried.BodyResult, isNumber: true);
                }

                Scan(repeat.Body);
                continue;
            }

            Scan((Instruction)node);
        }
    }

    private void Scan(Instruction instruction)
    {
        OpDefinition op = instruction.Op;
        for (int i = 0; i < instruction.Inputs.Count; i++)
        {
            if (op.ViewOfInput >= 0)
                continue;
            Read(instruction.Inputs[i], IsNumber(op, i), isTable: op != OpTable.Lookup || i != 0);
        }

        foreach (Value output in instruction.Outputs.Where(o => o.Kind == ValueKind.State))
        {
            slots[output.State!.Index] = output.State;
            written.Add(output.State);
        }

        DrawsNormals |= op == OpTable.Draw && instruction.As<DrawAttributes>().Distribution == Distribution.Normal;
        Exchanges |= op == OpTable.DenseBackwardWeight || op == OpTable.ReduceBatch;
        Checks += op == OpTable.Adam || op == OpTable.Sgd || op == OpTable.CheckFinite ? 1 : 0;
    }

    private void Read(Value value, bool isNumber, bool isTable = true)
    {
        Value root = value.Root;
        if (root.Kind == ValueKind.State)
            slots[root.State!.Index] = root.State;
        else if (root.Kind == ValueKind.Hyper)
            UsesHypers = true;
        else if (root.Kind == ValueKind.Literal && !isNumber && !literals.Contains(root))
            literals.Add(root);
        else if (root.Kind == ValueKind.Buffer && isTable)
            tables[root.Buffer!.Index] = root.Buffer;
    }
}
