using GenGpu.Core.Programs;

namespace GenGpu.Models.Targets;

/// <summary>Tables of a target, added to a model once however many of its programs sample the target.</summary>
internal static class TargetBuffers
{
    /// <summary>The table of a name, added when the model lacks it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Name of the table.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="count">Columns.</param>
    /// <param name="values">[rows, count].</param>
    /// <returns>The table.</returns>
    /// <exception cref="InvalidOperationException">The model has a table of this name with other values: two targets share a name.</exception>
    public static DataBuffer Get(ModelBuilder model, string name, int rows, int count, float[] values)
    {
        if (model.FindBuffer(name) is not DataBuffer existing)
            return model.Buffer(name, rows, count, values);
        return existing.Rows == rows && existing.Count == count && existing.Data.Span.SequenceEqual(values)
            ? existing
            : throw new InvalidOperationException($"Model {model.Name} already has another table '{name}'; give the two targets different names.");
    }
}
