namespace GenGpu.Core.Programs;

/// <summary>A stream of values to or from the host. Over a launch of n steps it fills, per model, [rows][n * columns]: step i writes columns [i * columns, (i + 1) * columns).</summary>
/// <param name="Index">Position among the program's outputs.</param>
/// <param name="Name">Unique name within the program.</param>
/// <param name="Shape">Shape of the value of one step.</param>
public sealed record ProgramStream(int Index, string Name, Shape Shape)
{
    /// <summary>Floats that a launch of <paramref name="stepCount"/> steps writes per model.</summary>
    /// <param name="stepCount">Steps of the launch.</param>
    public long LengthPerModel(int stepCount) => Shape.ElementCount * stepCount;
}
