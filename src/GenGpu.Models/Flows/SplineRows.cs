using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>Applies one spline per coordinate and sample: the coordinates of a sample become columns of their own, so that all splines are one.</summary>
internal static class SplineRows
{
    /// <summary>Maps every coordinate.</summary>
    /// <param name="g">The program.</param>
    /// <param name="raw">[parameters * coordinates, batch], row p * coordinates + i holding parameter p of coordinate i.</param>
    /// <param name="x">[coordinates, batch].</param>
    /// <param name="map">From parameters [parameters, columns] and points [1, columns] to values and log slopes.</param>
    /// <returns>[coordinates, batch] each.</returns>
    public static (Value Mapped, Value LogSlope) Apply(ProgramBuilder g, Value raw, Value x, Func<ProgramBuilder, Value, Value, (Value, Value)> map)
    {
        int coordinates = x.Shape.Rows;
        (Value mapped, Value logSlope) = map(g, g.SpaceToBatch(raw, coordinates), g.SpaceToBatch(x, coordinates));
        return (g.BatchToSpace(mapped, coordinates), g.BatchToSpace(logSlope, coordinates));
    }
}
