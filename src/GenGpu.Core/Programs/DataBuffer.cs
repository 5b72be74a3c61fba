namespace GenGpu.Core.Programs;

/// <summary>A table of floats shared by all models of an ensemble: a data file, mixture parameters, a probability table. Read only for programs.</summary>
public sealed class DataBuffer
{
    internal DataBuffer(int index, string name, int rows, int count, float[] data)
    {
        Index = index;
        Name = name;
        Rows = rows;
        Count = count;
        Data = data;
    }

    /// <summary>Position in the definition.</summary>
    public int Index { get; }

    /// <summary>Unique name.</summary>
    public string Name { get; }

    /// <summary>Rows: the dimensions of a point.</summary>
    public int Rows { get; }

    /// <summary>Columns: the number of points.</summary>
    public int Count { get; }

    /// <summary>The values, packed [Rows][Count].</summary>
    public ReadOnlyMemory<float> Data { get; }

    /// <summary>Shape as programs see it.</summary>
    public Shape Shape => Shape.Matrix(Rows, Count);
}
