namespace GenGpu.Core.Programs;

/// <summary>
/// A per-model value that programs read and the user sets: learning rate, beta, temperature, target parameters. It differs between
/// the trials of an ensemble without changing a shape.
/// </summary>
public sealed class HyperSlot
{
    internal HyperSlot(string name, int rows, int columns, int offset, float[] defaults, string description)
    {
        Name = name;
        Rows = rows;
        Columns = columns;
        Offset = offset;
        Defaults = defaults;
        Description = description;
    }

    /// <summary>Unique name, camelCase, as in <c>--set learningRate=1e-3</c>.</summary>
    public string Name { get; }

    /// <summary>Rows; 1 for a scalar.</summary>
    public int Rows { get; }

    /// <summary>Columns; 1 for a scalar.</summary>
    public int Columns { get; }

    /// <summary>Offset in the model's hyper block, in floats.</summary>
    public int Offset { get; }

    /// <summary>Default values, packed [Rows, Columns].</summary>
    public IReadOnlyList<float> Defaults { get; }

    /// <summary>One line for help texts.</summary>
    public string Description { get; }

    /// <summary>Shape as programs see it, never batched.</summary>
    public Shape Shape => Shape.Matrix(Rows, Columns);
}
