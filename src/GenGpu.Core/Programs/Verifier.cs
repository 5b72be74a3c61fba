namespace GenGpu.Core.Programs;

/// <summary>Checks what shapes cannot: no state version is used after its slot was written, no value is used before or outside the block that makes it.</summary>
public static class Verifier
{
    /// <summary>Checks a body.</summary>
    /// <param name="model">Name of the model, for messages.</param>
    /// <param name="program">Name of the program, for messages.</param>
    /// <param name="body">The nodes.</param>
    /// <exception cref="ProgramException">A rule is broken; the message shows the instruction.</exception>
    public static void Verify(string model, string program, IReadOnlyList<Node> body) =>
        new Walk($"{model}.{program}").Block(body, [], [], []);

    /// <summary>The state slots that a body writes, Repeats included.</summary>
    /// <param name="nodes">The nodes.</param>
    public static HashSet<StateSlot> WrittenSlots(IReadOnlyList<Node> nodes)
    {
        var written = new HashSet<StateSlot>();
        foreach (Node node in nodes)
        {
            if (node is Instruction instruction)
                written.UnionWith(instruction.Outputs.Where(o => o.Kind == ValueKind.State).Select(o => o.State!));
            else
                written.UnionWith(WrittenSlots(((Repeat)node).Body));
        }

        return written;
    }

    private sealed class Walk(string name)
    {
        // Smallest id of a version that was read after a Repeat began, or ended, that writes its slot.
        private readonly Dictionary<StateSlot, int> oldest = [];

        private readonly Dictionary<Value, Value> viewedStates = [];

        public void Block(IReadOnlyList<Node> nodes, HashSet<Value> defined, Dictionary<StateSlot, Value?> current, HashSet<Value> stale)
        {
            foreach (Node node in nodes)
            {
                if (node is Instruction instruction)
                {
                    foreach (Value input in instruction.Inputs)
                        Use(input, instruction.ToString(), defined, current, stale);
                    if (instruction.Op == OpTable.SpaceToBatch && instruction.Inputs[0].Root is { Kind: ValueKind.State } slot)
                        throw new ProgramException($"{name}: '{slot}' lies in the state, where slices of a batch are not contiguous; ProgramBuilder.SpaceToBatch copies it first, in: {instruction}.");
                    if (instruction.Op.ViewOfInput is >= 0 and int viewed)
                        Remember(instruction.Output, instruction.Inputs[viewed]);
                    foreach (Value output in instruction.Outputs)
                        Define(output, instruction, defined, current, stale);
                }
                else
                {
                    Repeat((Repeat)node, defined, current, stale);
                }
            }
        }

        private void Repeat(Repeat repeat, HashSet<Value> defined, Dictionary<StateSlot, Value?> current, HashSet<Value> stale)
        {
            string where = $"repeat {repeat.Count}";
            foreach (CarriedValue carried in repeat.Carried)
                Use(carried.Initial, where, defined, current, stale);
            // A version that was read outside is old in the second iteration if the body writes its slot.
            var innerStale = new HashSet<Value>(stale);
            var innerCurrent = new Dictionary<StateSlot, Value?>(current);
            foreach (StateSlot slot in WrittenSlots(repeat.Body))
            {
                if (innerCurrent.TryGetValue(slot, out Value? version) && version is not null)
                    innerStale.Add(version);
                innerCurrent[slot] = null;
                if (current.TryGetValue(slot, out Value? outer) && outer is not null)
                    stale.Add(outer);
                current[slot] = null;
                oldest[slot] = repeat.FirstId;
            }

            var innerDefined = new HashSet<Value>(defined);
            innerDefined.UnionWith(repeat.Carried.Select(c => c.BodyArgument));
            Block(repeat.Body, innerDefined, innerCurrent, innerStale);
            foreach (CarriedValue carried in repeat.Carried)
            {
                Use(carried.BodyResult, where, innerDefined, innerCurrent, innerStale);
                defined.Add(carried.Result);
            }

            foreach (StateSlot slot in WrittenSlots(repeat.Body))
                oldest[slot] = repeat.EndId;
        }

        private void Use(Value value, string where, HashSet<Value> defined, Dictionary<StateSlot, Value?> current, HashSet<Value> stale)
        {
            switch (value.Kind)
            {
                case ValueKind.Literal or ValueKind.Hyper or ValueKind.Buffer:
                    return;
                case ValueKind.State:
                    if (stale.Contains(value) || value.Id < oldest.GetValueOrDefault(value.State!))
                        throw new ProgramException($"{name}: '{value}' was read before its slot was written and is used after it, in: {where}. Read the slot again after the write, or assign a copy first.");
                    if (!current.TryGetValue(value.State!, out Value? version) || version is null)
                        current[value.State!] = value;
                    else if (version != value && !IsSame(version, value))
                        throw new ProgramException($"{name}: '{value}' is not the current version of its slot, in: {where}. Read the slot where it is used.");
                    return;
                default:
                    if (viewedStates.TryGetValue(value, out Value? state) && stale.Contains(state))
                        throw new ProgramException($"{name}: {value} is a view of '{state}', whose slot was written before this use, in: {where}. Read the slot again after the write.");
                    if (!defined.Contains(value))
                        throw new ProgramException($"{name}: {value} is used where it is not defined (a value of a Repeat body is not visible outside; return it from the body), in: {where}.");
                    return;
            }
        }

        /// <summary>Two readings without a write between them, as when a body reads what was read outside too, or a reading of what was written last.</summary>
        private static bool IsSame(Value version, Value value) =>
            value.Producer is null && (version.Producer is null || value.Id > version.Id);

        private void Remember(Value view, Value viewed)
        {
            if (viewed.Kind == ValueKind.State)
                viewedStates[view] = viewed;
            else if (viewedStates.TryGetValue(viewed, out Value? state))
                viewedStates[view] = state;
        }

        private void Define(Value output, Instruction instruction, HashSet<Value> defined, Dictionary<StateSlot, Value?> current, HashSet<Value> stale)
        {
            if (output.Kind == ValueKind.State)
            {
                if (current.TryGetValue(output.State!, out Value? old) && old is not null)
                    stale.Add(old);
                current[output.State!] = output;
                return;
            }

            if (!defined.Add(output))
                throw new ProgramException($"{name}: {output} is assigned twice, in: {instruction}.");
        }
    }
}
