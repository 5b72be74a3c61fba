using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Autodiff;

/// <summary>
/// Collects the adjoints that reach each value. Those of slices of its rows wait until all are there and are then put below each other once; the reverse rule of
/// each slice alone would pad it with zeros to the whole value, and the sums of those would cost a pass over it per slice.
/// </summary>
/// <param name="builder">Where sums are emitted.</param>
internal sealed class AdjointSums(ProgramBuilder builder)
{
    private readonly Dictionary<Value, Value> _sums = [];
    private readonly Dictionary<Value, List<Piece>> _pieces = [];

    /// <summary>Adds to the adjoint of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="contribution">Of a shape that broadcasts to the value's.</param>
    public void Add(Value value, Value contribution) =>
        _sums[value] = _sums.TryGetValue(value, out Value? sum) ? builder.Add(sum, contribution) : contribution;

    /// <summary>Adds to the adjoint of some rows of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="range">The rows.</param>
    /// <param name="contribution">Of a shape that broadcasts to these rows.</param>
    public void Add(Value value, RowRangeAttributes range, Value contribution)
    {
        if (!_pieces.TryGetValue(value, out List<Piece>? pieces))
            _pieces.Add(value, pieces = []);
        pieces.Add(new Piece(range.Start, range.Count, contribution));
    }

    /// <summary>The whole adjoint of a value, after all that use it have been passed; null when nothing reached it.</summary>
    /// <param name="value">The value.</param>
    public Value? Take(Value value)
    {
        if (_pieces.Remove(value, out List<Piece>? pieces))
        {
            pieces.Sort((a, b) => a.Start.CompareTo(b.Start));
            while (pieces.Count > 0)
                Add(value, Stack(value.Shape, pieces));
        }

        return _sums.GetValueOrDefault(value);
    }

    /// <summary>Takes pieces that do not overlap, in ascending order, and puts them below each other with zeros between them.</summary>
    private Value Stack(Shape shape, List<Piece> pieces)
    {
        var rows = new List<Value>();
        int end = 0;
        for (int i = 0; i < pieces.Count;)
        {
            Piece piece = pieces[i];
            if (piece.Start < end)
            {
                i++;
                continue;
            }

            Zeros(piece.Start - end);
            rows.Add(builder.BroadcastTo(piece.Adjoint, shape with { Rows = piece.Count }));
            end = piece.Start + piece.Count;
            pieces.RemoveAt(i);
        }

        Zeros(shape.Rows - end);
        return builder.ConcatenateRows([.. rows]);

        void Zeros(int count)
        {
            if (count > 0)
                rows.Add(builder.BroadcastTo(builder.Constant(0f), shape with { Rows = count }));
        }
    }

    private sealed record Piece(int Start, int Count, Value Adjoint);
}
