using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>Where an expression is emitted.</summary>
/// <param name="scope">The program and the values of the parameters.</param>
/// <param name="x">Configurations, [dimension, batch].</param>
/// <param name="variables">Number of index variables.</param>
internal sealed class ExpressionEmitter(EnergyScope scope, Value x, int variables)
{
    public EnergyScope Scope { get; } = scope;

    public ProgramBuilder Program => Scope.Program;

    public int Dimension => x.Shape.Rows;

    /// <summary>The space outside of all sums.</summary>
    public IndexSpace Outside { get; } = IndexSpace.Single(variables);

    /// <summary>Coordinates by index: a view where the indices are consecutive, otherwise gathered rows.</summary>
    public Value Coordinates(int[] indices)
    {
        for (int row = 1; row < indices.Length; row++)
        {
            if (indices[row] != indices[0] + row)
                return Program.GatherRows(x, indices);
        }
        return Program.SliceRows(x, indices[0], indices.Length);
    }

    /// <summary>Whole numbers as a column [rows, 1], or a constant.</summary>
    public Value Numbers(int[] values)
    {
        if (values.All(value => value == values[0]))
            return Program.Constant(values[0]);
        ulong hash = 14695981039346656037;
        foreach (int value in values)
            hash = unchecked((hash ^ (uint)value) * 1099511628211);
        string name = FormattableString.Invariant($"energy.index.{values.Length}.{hash:x16}");
        return Program.Buffer(TargetBuffers.Get(Program.Model, name, values.Length, 1, [.. values.Select(value => (float)value)]));
    }
}
