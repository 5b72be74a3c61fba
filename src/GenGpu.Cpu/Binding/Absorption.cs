using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// Which instructions of convolutions need not run: a gather_rows of which products over sites alone read, and a dense_transposed over sites that a scatter_add_rows
/// alone reads. The gathered matrix has as many rows per channel as the kernel has taps; written and read again it would cost more than the products themselves.
/// </summary>
internal sealed class Absorption
{
    private readonly Dictionary<Value, List<Instruction?>> readers = [];
    private readonly Dictionary<Instruction, (IReadOnlyList<Node> Block, int Position)> places = [];
    private readonly HashSet<Instruction> found = [];

    private Absorption(Program program)
    {
        Scan(program.Body);
        foreach (Instruction instruction in program.Instructions())
        {
            if (instruction.Op == OpTable.GatherRows && IsReadByProducts(instruction))
                found.Add(instruction);
            else if (SiteScatter.Of(instruction) is { } scatter && IsReadOnlyBy(instruction, scatter.Product))
                found.Add(scatter.Product);
        }
    }

    /// <summary>The instructions of a program that its products absorb.</summary>
    public static IReadOnlySet<Instruction> Find(Program program) => program.HasSites ? new Absorption(program).found : new HashSet<Instruction>();

    // State may be written before the products run.
    private bool IsReadByProducts(Instruction gather) =>
        gather.Inputs[0].Root.Kind != ValueKind.State
        && Readers(gather.Output) is { Count: > 0 } views
        && views.TrueForAll(view => view is not null && view.Op == OpTable.SpaceToBatch && SiteGather.Of(view.Output) is not null
            && Readers(view.Output) is { Count: > 0 } products && products.TrueForAll(product => IsProduct(product, view.Output)));

    private static bool IsProduct(Instruction? product, Value columns) =>
        product is not null && (product.Op == OpTable.Dense || product.Op == OpTable.DenseBackwardWeight) && product.Inputs[1] == columns && product.Inputs[0] != columns;

    private bool IsReadOnlyBy(Instruction scatter, Instruction product)
    {
        (IReadOnlyList<Node> block, int last) = places[scatter];
        (IReadOnlyList<Node> other, int first) = places[product];
        if (block != other || Readers(product.Output) is not [_] || Readers(scatter.Inputs[0]) is not [_])
            return false;
        HashSet<StateSlot> written = Verifier.WrittenSlots([.. block.Skip(first).Take(last - first)]);
        return product.Inputs.All(input => input.Root.State is not { } slot || !written.Contains(slot));
    }

    private List<Instruction?> Readers(Value value) => readers.GetValueOrDefault(value) ?? [];

    private void Scan(IReadOnlyList<Node> nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            if (nodes[i] is Instruction instruction)
            {
                places.Add(instruction, (nodes, i));
                foreach (Value input in instruction.Inputs.Distinct())
                    Add(input, instruction);
                continue;
            }

            var repeat = (Repeat)nodes[i];
            foreach (CarriedValue carried in repeat.Carried)
            {
                Add(carried.Initial, null);
                Add(carried.BodyResult, null);
            }

            Scan(repeat.Body);
        }
    }

    // Null stands for a Repeat, which copies from memory.
    private void Add(Value value, Instruction? reader)
    {
        if (!readers.TryGetValue(value, out List<Instruction?>? all))
            readers.Add(value, all = []);
        all.Add(reader);
    }
}
