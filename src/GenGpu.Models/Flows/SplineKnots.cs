using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>The knots of one monotone spline per column, from unconstrained parameters: widths and heights by softmax, slopes by softplus, each with a lower bound.</summary>
internal sealed class SplineKnots
{
    // Between two narrow modes a flow has to leave next to no base mass, and what a bin must keep there is what it wastes.
    private const float SmallestShare = 1e-4f;
    private const float SmallestSlope = 1e-3f;

    // softplus(x + this) + SmallestSlope is 1 at x = 0: parameters of zero make the identity.
    private static readonly float SlopeOffset = MathF.Log(MathF.Exp(1 - SmallestSlope) - 1);
    private readonly ProgramBuilder _g;
    private readonly Value _widths;
    private readonly Value _heights;
    private readonly Value _lefts;
    private readonly Value _lows;
    private readonly Value _leftSlopes;
    private readonly Value _rightSlopes;

    /// <summary>Emits the knots.</summary>
    /// <param name="g">The program.</param>
    /// <param name="spline">Bins and interval.</param>
    /// <param name="raw">[spline.ParameterCount, columns]: bins widths, bins heights, then slopes at the inner knots, or at all knots of a circular spline.</param>
    public SplineKnots(ProgramBuilder g, RationalQuadraticSpline spline, Value raw)
    {
        _g = g;
        int bins = spline.Bins;
        Value start = g.BroadcastTo(g.Constant(spline.Lower), raw.Shape with { Rows = 1 });
        _widths = Shares(raw, 0, bins, spline);
        _heights = Shares(raw, bins, bins, spline);
        _lefts = Edges(_widths, start, bins, spline);
        _lows = Edges(_heights, start, bins, spline);
        Value slopes = g.Softplus(g.SliceRows(raw, 2 * bins, spline.ParameterCount - (2 * bins)) + SlopeOffset) + SmallestSlope;
        if (spline.IsCircular)
        {
            _leftSlopes = slopes;
            _rightSlopes = g.ConcatenateRows(g.SliceRows(slopes, 1, bins - 1), g.SliceRows(slopes, 0, 1));
        }
        else
        {
            Value one = g.BroadcastTo(g.Constant(1f), raw.Shape with { Rows = 1 });
            _leftSlopes = g.ConcatenateRows(one, slopes);
            _rightSlopes = g.ConcatenateRows(slopes, one);
        }
    }

    /// <summary>The bin in which each column's point lies.</summary>
    /// <param name="x">[1, columns], within the interval.</param>
    public SplineBin BinOf(Value x) => Find(_lefts, x);

    /// <summary>The bin to which each column's value belongs.</summary>
    /// <param name="y">[1, columns], within the interval.</param>
    public SplineBin BinOfValue(Value y) => Find(_lows, y);

    private SplineBin Find(Value edges, Value at)
    {
        int bins = edges.Shape.Rows;
        Value reached = _g.StopGradient(_g.LessEqual(edges, at));
        Value zero = _g.BroadcastTo(_g.Constant(0f), at.Shape);
        Value here = reached - _g.ConcatenateRows(_g.SliceRows(reached, 1, bins - 1), zero);
        return new SplineBin(Pick(_lefts), Pick(_widths), Pick(_lows), Pick(_heights), Pick(_leftSlopes), Pick(_rightSlopes));

        Value Pick(Value knots) => _g.SumRows(here * knots);
    }

    private Value Shares(Value raw, int start, int bins, RationalQuadraticSpline spline)
    {
        float length = spline.Upper - spline.Lower;
        Value shares = _g.SoftmaxRows(_g.SliceRows(raw, start, bins));
        return _g.MultiplyAdd(shares, _g.Constant(length * (1 - (SmallestShare * bins))), _g.Constant(length * SmallestShare));
    }

    private Value Edges(Value lengths, Value start, int bins, RationalQuadraticSpline spline) =>
        _g.ConcatenateRows(start, _g.CumulativeSumRows(_g.SliceRows(lengths, 0, bins - 1)) + spline.Lower);
}
