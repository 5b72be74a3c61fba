namespace GenGpu.Core.Programs;

/// <summary>One application of an op to values.</summary>
public sealed class Instruction : Node
{
    internal Instruction(OpDefinition op, OpAttributes attributes, Value[] inputs, Value[] outputs)
    {
        Op = op;
        Attributes = attributes;
        Inputs = inputs;
        Outputs = outputs;
    }

    /// <summary>The op, an entry of <see cref="OpTable"/>.</summary>
    public OpDefinition Op { get; }

    /// <summary>Constants of this application (function, activation, range ...).</summary>
    public OpAttributes Attributes { get; }

    /// <summary>Operands in the order that the op defines.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>Results. State versions written by an optimizer are results too.</summary>
    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>The first result. Throws for ops without results.</summary>
    public Value Output => Outputs[0];

    /// <summary>The attributes as the op's own record.</summary>
    /// <typeparam name="TAttributes">The record that the op takes.</typeparam>
    public TAttributes As<TAttributes>() where TAttributes : OpAttributes => (TAttributes)Attributes;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{string.Join(", ", Outputs)}{(Outputs.Count > 0 ? " = " : "")}{Op.Name}{Attributes.Describe()} {string.Join(", ", Inputs)}".TrimEnd();
}
