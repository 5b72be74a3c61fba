using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>Which output or input of the program an instruction streams.</summary>
/// <param name="Index">Position among the program's outputs or inputs.</param>
/// <param name="StreamName">Its name.</param>
/// <param name="Shape">Shape of one step's value.</param>
public sealed record StreamAttributes(int Index, string StreamName, Shape Shape) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => $"('{StreamName}')";
}
