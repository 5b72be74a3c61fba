using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// Monotone rational-quadratic spline (Durkan, Bekasov, Murray and Papamakarios 2019, eq. 4 to 8): with xi = (x - left) / width, s = height / width and the slopes
/// d0, d1 of a bin, y = low + height (s xi^2 + d0 xi (1 - xi)) / (s + (d1 + d0 - 2 s) xi (1 - xi)). Outside of the interval it is the identity, or, circular
/// (Rezende et al. 2020), there is no outside and the slopes at both ends agree.
/// </summary>
/// <param name="Bins">Number of bins, at least 2.</param>
/// <param name="Lower">Left end of the interval, which it maps onto itself.</param>
/// <param name="Upper">Right end.</param>
/// <param name="IsCircular">Whether both ends are the same point.</param>
internal sealed record RationalQuadraticSpline(int Bins, float Lower, float Upper, bool IsCircular = false)
{
    /// <summary>Parameters per spline.</summary>
    public int ParameterCount => IsCircular ? 3 * Bins : (3 * Bins) - 1;

    /// <summary>The spline and the logarithm of its derivative.</summary>
    /// <param name="g">The program.</param>
    /// <param name="raw">[ParameterCount, columns].</param>
    /// <param name="x">[1, columns].</param>
    /// <returns>y and log dy/dx, [1, columns] each.</returns>
    public (Value Y, Value LogSlope) Forward(ProgramBuilder g, Value raw, Value x)
    {
        Value inner = Inside(g, x);
        SplineBin bin = new SplineKnots(g, this, raw).BinOf(inner);
        Value inverseWidth = g.Reciprocal(bin.Width);
        Value slope = bin.Height * inverseWidth;
        Value xi = g.Minimum((inner - bin.Left) * inverseWidth, 1f);
        Value hump = xi * (1f - xi);
        Value inverse = g.Reciprocal(Denominator(g, bin, slope, hump));
        Value y = g.MultiplyAdd(bin.Height * g.MultiplyAdd(slope, g.Square(xi), bin.LeftSlope * hump), inverse, bin.Low);
        return Tails(g, x, y, LogSlope(g, bin, slope, xi, hump, inverse));
    }

    /// <summary>The inverse of the spline and the logarithm of its derivative.</summary>
    /// <param name="g">The program.</param>
    /// <param name="raw">[ParameterCount, columns].</param>
    /// <param name="y">[1, columns].</param>
    /// <returns>x and log dx/dy, [1, columns] each.</returns>
    public (Value X, Value LogSlope) Inverse(ProgramBuilder g, Value raw, Value y)
    {
        Value inner = Inside(g, y);
        SplineBin bin = new SplineKnots(g, this, raw).BinOfValue(inner);
        Value slope = bin.Height * g.Reciprocal(bin.Width);
        // The root of a xi^2 + b xi + c in [0, 1], in the form that does not cancel.
        Value rise = inner - bin.Low;
        Value bend = rise * (bin.RightSlope + bin.LeftSlope - 2f * slope);
        Value a = g.MultiplyAdd(bin.Height, slope - bin.LeftSlope, bend);
        Value b = g.MultiplyAdd(bin.Height, bin.LeftSlope, -bend);
        Value c = -(slope * rise);
        Value root = g.Sqrt(g.Maximum(g.MultiplyAdd(b, b, -4f * (a * c)), 1e-30f));
        Value xi = g.Clamp(-2f * c / (b + root), g.Constant(0f), g.Constant(1f));
        Value hump = xi * (1f - xi);
        Value inverse = g.Reciprocal(Denominator(g, bin, slope, hump));
        Value x = g.MultiplyAdd(xi, bin.Width, bin.Left);
        return Tails(g, y, x, -LogSlope(g, bin, slope, xi, hump, inverse));
    }

    private Value Inside(ProgramBuilder g, Value at) => g.Clamp(at, g.Constant(Lower), g.Constant(Upper));

    private static Value Denominator(ProgramBuilder g, SplineBin bin, Value slope, Value hump) =>
        g.MultiplyAdd(bin.RightSlope + bin.LeftSlope - 2f * slope, hump, slope);

    private static Value LogSlope(ProgramBuilder g, SplineBin bin, Value slope, Value xi, Value hump, Value inverseDenominator)
    {
        // (s / denominator)^2 (d1 xi^2 + 2 s xi (1 - xi) + d0 (1 - xi)^2)
        Value ratio = slope * inverseDenominator;
        Value numerator = g.MultiplyAdd(bin.RightSlope, g.Square(xi), g.MultiplyAdd(2f * slope, hump, bin.LeftSlope * g.Square(1f - xi)));
        return g.Log(g.Square(ratio) * numerator);
    }

    private (Value Mapped, Value LogSlope) Tails(ProgramBuilder g, Value at, Value mapped, Value logSlope)
    {
        if (IsCircular)
            return (mapped, logSlope);
        Value inside = g.StopGradient(g.LessEqual(g.Absolute(at - ((Lower + Upper) * 0.5f)), g.Constant((Upper - Lower) * 0.5f)));
        return (g.Where(inside, mapped, at), inside * logSlope);
    }
}
