using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>A <see cref="RationalQuadraticSpline"/> per coordinate and sample: the coordinates of a sample become columns of their own, so that all splines are one.</summary>
/// <param name="spline">Bins and interval.</param>
internal sealed class SplineMap(RationalQuadraticSpline spline) : ICouplingMap
{
    /// <inheritdoc/>
    public int ParameterCount => spline.ParameterCount;

    /// <inheritdoc/>
    public (Value Mapped, Value LogDetJacobian) Forward(ProgramBuilder g, Value raw, Value x) => Apply(g, raw, x, spline.Forward);

    /// <inheritdoc/>
    public (Value Mapped, Value LogDetJacobian) Inverse(ProgramBuilder g, Value raw, Value y) => Apply(g, raw, y, spline.Inverse);

    private static (Value Mapped, Value LogDetJacobian) Apply(ProgramBuilder g, Value raw, Value x, Func<ProgramBuilder, Value, Value, (Value, Value)> map)
    {
        int coordinates = x.Shape.Rows;
        (Value mapped, Value logSlope) = map(g, g.SpaceToBatch(raw, coordinates), g.SpaceToBatch(x, coordinates));
        return (g.BatchToSpace(mapped, coordinates), g.SumRows(g.BatchToSpace(logSlope, coordinates)));
    }
}
