using GenGpu.Core.Programs;

namespace GenGpu.Core.Autodiff;

/// <summary>Reverse-mode differentiation on the program itself: emits the adjoint instructions into the block that is being built. The result is ordinary instructions and can be differentiated again.</summary>
internal static class Differentiator
{
    /// <summary>Adjoints of <paramref name="wrt"/> for <paramref name="seed"/> at <paramref name="output"/>; zeros for a value that does not reach it.</summary>
    public static Value[] Gradients(ProgramBuilder builder, Value output, Value seed, IReadOnlyList<Value> wrt)
    {
        List<Instruction> tape = Tape(builder, output);
        HashSet<Value> active = Reachable(builder, tape, output, wrt);
        RefuseOtherReadings(builder, tape, output, wrt);
        var adjoints = new AdjointSums(builder);
        adjoints.Add(output, seed);
        for (int i = tape.Count - 1; i >= 0; i--)
        {
            Instruction instruction = tape[i];
            if (instruction.Outputs.Count != 1 || !active.Contains(instruction.Output) || adjoints.Take(instruction.Output) is not { } adjoint)
                continue;

            var context = new AdjointContext(builder, instruction, adjoint, adjoints, k => active.Contains(instruction.Inputs[k]));
            Value?[] inputs = instruction.Op.Adjoint(context);
            for (int k = 0; k < inputs.Length; k++)
            {
                if (inputs[k] is not { } contribution || !active.Contains(instruction.Inputs[k]))
                    continue;
                adjoints.Add(instruction.Inputs[k], contribution);
            }
        }

        return [.. wrt.Select(value => builder.BroadcastTo(adjoints.Take(value) ?? builder.Constant(0f), value.Shape))];
    }

    private static List<Instruction> Tape(ProgramBuilder builder, Value output)
    {
        // Only what the output depends on, in order of emission; the open blocks from the outermost to the innermost.
        var needed = new HashSet<Value> { output };
        var tape = new List<Instruction>();
        for (int b = builder.OpenBlocks.Count - 1; b >= 0; b--)
        {
            IReadOnlyList<Node> nodes = builder.OpenBlocks[b];
            for (int i = nodes.Count - 1; i >= 0; i--)
            {
                if (nodes[i] is Instruction instruction && instruction.Outputs.Any(needed.Contains))
                {
                    tape.Add(instruction);
                    foreach (Value input in instruction.Inputs)
                        needed.Add(input);
                }
                else if (nodes[i] is Repeat repeat)
                {
                    foreach (CarriedValue carried in repeat.Carried.Where(c => needed.Contains(c.Result)))
                        needed.Add(carried.Initial);
                }
            }
        }

        tape.Reverse();
        return tape;
    }

    private static HashSet<Value> Reachable(ProgramBuilder builder, List<Instruction> tape, Value output, IReadOnlyList<Value> wrt)
    {
        var active = new HashSet<Value>(wrt);
        foreach (Instruction instruction in tape)
        {
            if (instruction.Op != OpTable.StopGradient && instruction.Inputs.Any(active.Contains))
            {
                foreach (Value result in instruction.Outputs)
                    active.Add(result);
            }
        }

        // A Repeat between the output and what is asked for cannot be passed: say so rather than return zeros.
        foreach (Repeat repeat in builder.OpenBlocks.SelectMany(b => b).OfType<Repeat>())
        {
            foreach (CarriedValue carried in repeat.Carried)
            {
                bool used = tape.Any(i => i.Op != OpTable.StopGradient && i.Inputs.Contains(carried.Result)) || output == carried.Result;
                if (used && Depends(repeat, carried, active))
                    throw new ProgramException($"{builder.Name}: cannot differentiate through the Repeat({repeat.Count}) that makes {carried.Result}; put StopGradient on its result, or take the gradient inside the body.");
            }
        }

        return active;
    }

    /// <summary>A slot that is read outside of a Repeat and again in its body has two values for one number: the gradient by one of them would leave out what came by the other.</summary>
    private static void RefuseOtherReadings(ProgramBuilder builder, List<Instruction> tape, Value output, IReadOnlyList<Value> wrt)
    {
        ILookup<StateSlot?, Value> readings = tape.SelectMany(i => i.Inputs).Where(v => v.Kind == ValueKind.State).Distinct().ToLookup(v => v.State);
        foreach (Value value in wrt.Where(v => v is { Kind: ValueKind.State, Producer: null }))
        {
            foreach (Value other in readings[value.State].Where(v => v.Id < value.Id))
            {
                if (Reaches(tape, other, output) && !builder.OpenBlocks.Any(block => IsWrittenBetween(block, other, value)))
                    throw new ProgramException($"{builder.Name}: {output} depends on '{value}' also by what was read outside of the Repeat, and its gradient here would leave that out; put StopGradient on it, or read the slot in the body alone.");
            }
        }
    }

    private static bool Reaches(List<Instruction> tape, Value from, Value output)
    {
        var reached = new HashSet<Value> { from };
        foreach (Instruction instruction in tape)
        {
            if (instruction.Op != OpTable.StopGradient && instruction.Inputs.Any(reached.Contains))
                reached.UnionWith(instruction.Outputs);
        }

        return reached.Contains(output);
    }

    private static bool IsWrittenBetween(IReadOnlyList<Node> nodes, Value older, Value newer) => nodes.Any(node => node switch
    {
        Instruction instruction => instruction.Outputs.Any(o => o.Kind == ValueKind.State && o.State == newer.State && o.Id > older.Id && o.Id < newer.Id),
        Repeat repeat => IsWrittenBetween(repeat.Body, older, newer),
        _ => false,
    });

    private static bool Depends(Repeat repeat, CarriedValue carried, HashSet<Value> active)
    {
        if (active.Contains(carried.Initial))
            return true;
        var slots = active.Where(v => v.Kind == ValueKind.State).Select(v => v.State).ToHashSet();
        return UsesActive(repeat.Body, active, slots);
    }

    private static bool UsesActive(IReadOnlyList<Node> nodes, HashSet<Value> active, HashSet<StateSlot?> slots)
    {
        foreach (Node node in nodes)
        {
            if (node is Instruction instruction)
            {
                if (instruction.Op != OpTable.StopGradient && instruction.Inputs.Any(v => active.Contains(v) || (v.Kind == ValueKind.State && slots.Contains(v.State))))
                    return true;
            }
            else if (node is Repeat inner && (inner.Carried.Any(c => active.Contains(c.Initial)) || UsesActive(inner.Body, active, slots)))
            {
                return true;
            }
        }

        return false;
    }
}
