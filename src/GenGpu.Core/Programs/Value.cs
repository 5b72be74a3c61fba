using System.Globalization;

namespace GenGpu.Core.Programs;

/// <summary>A value of a program: assigned once, by one instruction (or literal, hyper, state slot, buffer, Repeat). Compared by reference.</summary>
public sealed class Value
{
    internal Value(int id, ValueKind kind, Shape shape, string? name = null)
    {
        Id = id;
        Kind = kind;
        Shape = shape;
        Name = name;
    }

    /// <summary>Number of the value, unique within its program.</summary>
    public int Id { get; }

    /// <summary>Where it comes from.</summary>
    public ValueKind Kind { get; }

    /// <summary>Its shape.</summary>
    public Shape Shape { get; }

    /// <summary>Name for printing; null for most temporaries.</summary>
    public string? Name { get; internal set; }

    /// <summary>The constant, for <see cref="ValueKind.Literal"/>.</summary>
    public float Literal { get; internal init; }

    /// <summary>The hyper slot, for <see cref="ValueKind.Hyper"/>.</summary>
    public HyperSlot? Hyper { get; internal init; }

    /// <summary>The state slot, for <see cref="ValueKind.State"/>.</summary>
    public StateSlot? State { get; internal init; }

    /// <summary>The buffer, for <see cref="ValueKind.Buffer"/>.</summary>
    public DataBuffer? Buffer { get; internal init; }

    /// <summary>The builder that made it.</summary>
    internal ProgramBuilder Owner { get; set; } = null!;

    /// <summary>The instruction that computes it; null for values that no instruction computes.</summary>
    public Instruction? Producer { get; internal set; }

    /// <summary>The value whose memory this one is: what a chain of views (slice_rows, space_to_batch, stop_gradient ...) looks at in the end; the value itself when it is no view.</summary>
    public Value Root
    {
        get
        {
            Value value = this;
            while (value.Producer is { } producer && producer.Op.ViewOfInput >= 0)
                value = producer.Inputs[producer.Op.ViewOfInput];
            return value;
        }
    }

    /// <summary>The sum, with broadcasting.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other.</param>
    public static Value operator +(Value left, Value right) => left.Owner.Add(left, right);

    /// <summary>The sum with a constant.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A constant.</param>
    public static Value operator +(Value left, float right) => left.Owner.Add(left, left.Owner.Constant(right));

    /// <summary>The sum with a constant.</summary>
    /// <param name="left">A constant.</param>
    /// <param name="right">A value.</param>
    public static Value operator +(float left, Value right) => right.Owner.Add(right.Owner.Constant(left), right);

    /// <summary>The difference, with broadcasting.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other.</param>
    public static Value operator -(Value left, Value right) => left.Owner.Subtract(left, right);

    /// <summary>The difference with a constant.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A constant.</param>
    public static Value operator -(Value left, float right) => left.Owner.Subtract(left, left.Owner.Constant(right));

    /// <summary>The difference with a constant.</summary>
    /// <param name="left">A constant.</param>
    /// <param name="right">A value.</param>
    public static Value operator -(float left, Value right) => right.Owner.Subtract(right.Owner.Constant(left), right);

    /// <summary>The product, element by element, with broadcasting.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other.</param>
    public static Value operator *(Value left, Value right) => left.Owner.Multiply(left, right);

    /// <summary>The product, element by element with a constant.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A constant.</param>
    public static Value operator *(Value left, float right) => left.Owner.Multiply(left, left.Owner.Constant(right));

    /// <summary>The product, element by element with a constant.</summary>
    /// <param name="left">A constant.</param>
    /// <param name="right">A value.</param>
    public static Value operator *(float left, Value right) => right.Owner.Multiply(right.Owner.Constant(left), right);

    /// <summary>The quotient, element by element, with broadcasting.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other.</param>
    public static Value operator /(Value left, Value right) => left.Owner.Divide(left, right);

    /// <summary>The quotient, element by element with a constant.</summary>
    /// <param name="left">A value.</param>
    /// <param name="right">A constant.</param>
    public static Value operator /(Value left, float right) => left.Owner.Divide(left, left.Owner.Constant(right));

    /// <summary>The quotient, element by element with a constant.</summary>
    /// <param name="left">A constant.</param>
    /// <param name="right">A value.</param>
    public static Value operator /(float left, Value right) => right.Owner.Divide(right.Owner.Constant(left), right);

    /// <summary>The negative.</summary>
    /// <param name="value">A value.</param>
    public static Value operator -(Value value) => value.Owner.Negate(value);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ValueKind.Literal => Literal.ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Hyper => Hyper!.Name,
        ValueKind.State => Name!,
        ValueKind.Buffer => Buffer!.Name,
        _ => Name is null ? $"%{Id}" : $"%{Id}:{Name}",
    };
}
