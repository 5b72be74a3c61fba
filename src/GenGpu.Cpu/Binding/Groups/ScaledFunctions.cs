using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding.Groups;

/// <summary>Finds functions whose values are only multiplied by a scalar, and perhaps added to one: what a derivative of a mean of them is made of.</summary>
internal sealed class ScaledFunctions(PlannedMemory memory)
{
    /// <summary>The group that begins with the function at a position, or null.</summary>
    /// <param name="instructions">Instructions in order.</param>
    /// <param name="position">Where the function stands.</param>
    /// <param name="taken">Members of other groups.</param>
    public ScaledFunction? Find(IReadOnlyList<Instruction> instructions, int position, IReadOnlySet<Instruction> taken)
    {
        Instruction function = instructions[position];
        // An identity may broadcast.
        if (function.Op != OpTable.Elementwise || function.Inputs.Count != 1 || function.Output.Shape.IsScalar || function.Inputs[0].Shape != function.Output.Shape)
            return null;
        int at = FindReader(instructions, position, function.Output, ElementwiseFunction.Multiply, taken);
        if (at < 0 || !memory.MayRunEarlier(instructions, position, at, [function, instructions[at]]) || !IsInPlaceOrApart(instructions[at].Output, function.Inputs[0]))
            return null;
        Instruction multiply = instructions[at];
        int last = FindReader(instructions, at, multiply.Output, ElementwiseFunction.Add, taken);
        return last >= 0 && memory.MayRunEarlier(instructions, position, last, [function, multiply, instructions[last]]) && IsInPlaceOrApart(instructions[last].Output, function.Inputs[0])
            ? new ScaledFunction(function, multiply, instructions[last])
            : new ScaledFunction(function, multiply, null);
    }

    /// <summary>Where the only reader of a value stands, if that is such a function of it and a scalar; otherwise -1.</summary>
    private int FindReader(IReadOnlyList<Instruction> instructions, int position, Value value, ElementwiseFunction wanted, IReadOnlySet<Instruction> taken)
    {
        if (memory.Uses(value) != 1)
            return -1;
        for (int i = position + 1; i < instructions.Count; i++)
        {
            Instruction next = instructions[i];
            if (!next.Inputs.Contains(value))
                continue;
            bool fits = next.Op == OpTable.Elementwise && next.As<ElementwiseAttributes>().Function == wanted && !taken.Contains(next)
                && next.Output.Shape == value.Shape && ScaledFunction.Other(next, value).Shape is { IsScalar: true, IsBatched: false };
            return fits ? i : -1;
        }

        return -1;
    }

    private bool IsInPlaceOrApart(Value result, Value operand) => memory.Coincide(result, operand) || !memory.Overlap(result, operand);
}
