using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>Constant row indices, compared by content.</summary>
/// <param name="Indices">Row indices.</param>
/// <param name="Rows">For scatter: the rows of the result; 0 for gather.</param>
public sealed record RowIndexAttributes(IReadOnlyList<int> Indices, int Rows = 0) : OpAttributes
{
    /// <inheritdoc/>
    public bool Equals(RowIndexAttributes? other) => other is not null && Rows == other.Rows && Indices.SequenceEqual(other.Indices);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Rows);
        foreach (int index in Indices)
            hash.Add(index);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string Describe() => Indices.Count <= 8 ? $"[{string.Join(",", Indices)}]" : $"[{string.Join(",", Indices.Take(7))},... {Indices.Count}]";
}
