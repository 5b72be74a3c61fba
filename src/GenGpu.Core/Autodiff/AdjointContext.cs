using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Autodiff;

/// <summary>What an op's reverse rule sees: the instruction, the adjoint of its result, and the builder to emit into.</summary>
public sealed class AdjointContext
{
    private readonly Func<int, bool> needs;
    private readonly AdjointSums sums;
    private Value? full;

    internal AdjointContext(ProgramBuilder builder, Instruction instruction, Value outputAdjoint, AdjointSums sums, Func<int, bool> needs)
    {
        Builder = builder;
        Instruction = instruction;
        OutputAdjoint = outputAdjoint;
        this.sums = sums;
        this.needs = needs;
    }

    /// <summary>Where to emit.</summary>
    public ProgramBuilder Builder { get; }

    /// <summary>The instruction to differentiate.</summary>
    public Instruction Instruction { get; }

    /// <summary>The adjoint of the result. Its shape broadcasts to the result's: the adjoint of a mean stays the scalar 1 / batchSize until an op needs all of it.</summary>
    public Value OutputAdjoint { get; }

    /// <summary>The adjoint of the result with the result's full shape.</summary>
    public Value FullOutputAdjoint => full ??= Builder.BroadcastTo(OutputAdjoint, Output.Shape);

    /// <summary>The result of the instruction.</summary>
    public Value Output => Instruction.Output;

    /// <summary>An operand of the instruction.</summary>
    /// <param name="index">Position.</param>
    public Value Input(int index) => Instruction.Inputs[index];

    /// <summary>Whether a gradient is wanted through that operand.</summary>
    /// <param name="index">Position.</param>
    public bool NeedsAdjoint(int index) => needs(index);

    /// <summary>Gives an adjoint to some rows of an operand, instead of returning one for all of it: those of all slices of a value are put below each other once (<see cref="AdjointSums"/>).</summary>
    /// <param name="index">Position of the operand.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="contribution">Of a shape that broadcasts to these rows.</param>
    public void AddToRows(int index, RowRangeAttributes rows, Value contribution) => sums.Add(Input(index), rows, contribution);

    /// <summary>The adjoint if it is wanted, otherwise null, without emitting anything.</summary>
    /// <param name="index">Position of the operand.</param>
    /// <param name="make">Emits the adjoint.</param>
    public Value? If(int index, Func<Value> make) => needs(index) ? make() : null;
}
