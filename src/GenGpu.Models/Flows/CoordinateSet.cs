using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// The coordinates of configurations, kept in the parts that couplings made of them: two couplings that swap the same halves then pass them on as they are, and
/// nothing is copied between them.
/// </summary>
internal sealed class CoordinateSet
{
    private readonly ProgramBuilder _g;
    private readonly (int[] Rows, Value X)[] _parts;
    private Value? _joined;

    private CoordinateSet(ProgramBuilder g, (int[] Rows, Value X)[] parts)
    {
        _g = g;
        _parts = parts;
    }

    /// <summary>Coordinates in one value.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[dimensions, batch].</param>
    public static CoordinateSet Whole(ProgramBuilder g, Value x) => new(g, [([.. Enumerable.Range(0, x.Shape.Rows)], x)]);

    /// <summary>Coordinates in two parts.</summary>
    /// <param name="g">The program.</param>
    /// <param name="rows">Coordinates of the first part.</param>
    /// <param name="x">[rows.Length, batch].</param>
    /// <param name="otherRows">Coordinates of the second part: all others.</param>
    /// <param name="other">[otherRows.Length, batch].</param>
    public static CoordinateSet Of(ProgramBuilder g, int[] rows, Value x, int[] otherRows, Value other) => new(g, [(rows, x), (otherRows, other)]);

    /// <summary>Some of the coordinates, in the given order.</summary>
    /// <param name="rows">Their numbers.</param>
    /// <returns>[rows.Length, batch].</returns>
    public Value Select(int[] rows)
    {
        foreach ((int[] own, Value x) in _parts)
        {
            if (own.AsSpan().SequenceEqual(rows))
                return x;
        }

        return Rows(Join(), rows);
    }

    /// <summary>All coordinates in their order, [dimensions, batch].</summary>
    public Value Join()
    {
        if (_joined is not null)
            return _joined;
        if (_parts.Length == 1)
            return _joined = _parts[0].X;
        Value stacked = _g.ConcatenateRows([.. _parts.Select(part => part.X)]);
        int[] order = [.. _parts.SelectMany(part => part.Rows)];
        int[] places = new int[order.Length];
        for (int place = 0; place < order.Length; place++)
            places[order[place]] = place;
        return _joined = Rows(stacked, places);
    }

    private Value Rows(Value x, int[] rows)
    {
        for (int i = 1; i < rows.Length; i++)
        {
            if (rows[i] != rows[0] + i)
                return _g.GatherRows(x, rows);
        }

        return _g.SliceRows(x, rows[0], rows.Length);
    }
}
