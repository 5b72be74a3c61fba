using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Who reads each value.</summary>
internal sealed class UseTable
{
    private readonly Dictionary<Value, List<Instruction?>> readers = [];

    public UseTable(Program program) => Scan(program.Body);

    /// <summary>Whether nothing but the given instructions reads the value.</summary>
    public bool AreAllIn(Value value, IReadOnlySet<Instruction?> instructions) =>
        !readers.TryGetValue(value, out List<Instruction?>? all) || all.TrueForAll(i => i is not null && instructions.Contains(i));

    private void Scan(IReadOnlyList<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (node is Repeat repeat)
            {
                foreach (CarriedValue carried in repeat.Carried)
                {
                    Add(carried.Initial, null);
                    Add(carried.BodyResult, null);
                }

                Scan(repeat.Body);
                continue;
            }

            foreach (Value input in ((Instruction)node).Inputs)
                Add(input, (Instruction)node);
        }
    }

    // Null stands for a Repeat, which reads from memory.
    private void Add(Value value, Instruction? reader)
    {
        if (!readers.TryGetValue(value, out List<Instruction?>? all))
            readers.Add(value, all = []);
        all.Add(reader);
    }
}
