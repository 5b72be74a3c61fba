namespace GenGpu.Core.Programs;

/// <summary>Broadcasting rules of elementwise ops: each axis is equal or 1 (an operand that is not batched with one column spreads over the batch).</summary>
public static class Broadcast
{
    /// <summary>The common shape of operands, or null when they do not fit.</summary>
    /// <param name="shapes">Operand shapes, at least one.</param>
    public static Shape? Combine(IReadOnlyList<Shape> shapes)
    {
        Shape result = shapes[0];
        for (int i = 1; i < shapes.Count; i++)
        {
            if (Combine(result, shapes[i]) is not { } next)
                return null;
            result = next;
        }

        return result;
    }

    private static Shape? Combine(Shape a, Shape b)
    {
        if (a.Rows != b.Rows && a.Rows != 1 && b.Rows != 1)
            return null;
        int rows = Math.Max(a.Rows, b.Rows);
        if (a.IsBatched || b.IsBatched)
        {
            Shape batched = a.IsBatched ? a : b;
            bool fits = (a.IsBatched || a.Columns == 1) && (b.IsBatched || b.Columns == 1) && (!a.IsBatched || !b.IsBatched || (a.Columns == b.Columns && a.Sites == b.Sites));
            return fits ? batched with { Rows = rows } : null;
        }

        if (a.Columns != b.Columns && a.Columns != 1 && b.Columns != 1)
            return null;
        return Shape.Matrix(rows, Math.Max(a.Columns, b.Columns));
    }
}
