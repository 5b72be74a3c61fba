namespace GenGpu.Core.Programs;

/// <summary>A named part of the state of a model. The state alone outlives a launch; it is held per model and checkpointed.</summary>
public sealed class StateSlot
{
    internal StateSlot(int index, string name, Shape shape, StateRole role, int offset)
    {
        Index = index;
        Name = name;
        Shape = shape;
        Role = role;
        Offset = offset;
    }

    /// <summary>Position in the layout.</summary>
    public int Index { get; }

    /// <summary>Unique name, for example <c>generator.0.weight</c>; also the tensor name in checkpoints.</summary>
    public string Name { get; }

    /// <summary>Shape; weights are [out, in], biases [out, 1], chains [rows, batch].</summary>
    public Shape Shape { get; }

    /// <summary>What it holds.</summary>
    public StateRole Role { get; }

    /// <summary>Offset in the model's state block, in floats, a multiple of 16.</summary>
    public int Offset { get; }

    /// <summary>Distance between rows in floats: padded to 16 for batched slots, packed otherwise.</summary>
    public int RowStride => Shape.IsBatched ? Padding.RoundUp(Shape.Columns) : Shape.Columns;

    /// <summary>Floats occupied in the state block, a multiple of 16.</summary>
    public int Length => Padding.RoundUp(checked(Shape.Rows * RowStride));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shape}";
}
