using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// Affine map of RealNVP (Dinh, Sohl-Dickstein and Bengio 2017, eq. 7 and 8): y = x exp(s) + t; log |det| = sum s. The log scale is bounded smoothly, s = c tanh(r / c), because a single large one ends training.
/// </summary>
/// <param name="scaleBound">c.</param>
internal sealed class AffineMap(float scaleBound) : ICouplingMap
{
    /// <inheritdoc/>
    public int ParameterCount => 2;

    /// <inheritdoc/>
    public (Value Mapped, Value LogDetJacobian) Forward(ProgramBuilder g, Value raw, Value x)
    {
        (Value scale, Value shift) = Parameters(g, raw, x.Shape.Rows);
        return (g.MultiplyAdd(x, g.Exp(scale), shift), g.SumRows(scale));
    }

    /// <inheritdoc/>
    public (Value Mapped, Value LogDetJacobian) Inverse(ProgramBuilder g, Value raw, Value y)
    {
        (Value scale, Value shift) = Parameters(g, raw, y.Shape.Rows);
        return ((y - shift) * g.Exp(-scale), -g.SumRows(scale));
    }

    private (Value Scale, Value Shift) Parameters(ProgramBuilder g, Value raw, int active)
    {
        Value scale = g.Tanh(g.SliceRows(raw, 0, active) * (1f / scaleBound)) * scaleBound;
        return (scale, g.SliceRows(raw, active, active));
    }
}
