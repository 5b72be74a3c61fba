using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>Configurations on their way through a flow and what their volume has changed by.</summary>
/// <param name="X">The coordinates.</param>
/// <param name="LogDetJacobian">log |det dx/dstart| so far, [1, batch] or a scalar.</param>
internal sealed record FlowPoint(CoordinateSet X, Value LogDetJacobian)
{
    /// <summary>The point after a layer.</summary>
    /// <param name="x">The coordinates behind it.</param>
    /// <param name="logDetJacobian">log |det| of the layer, of a shape that broadcasts to [1, batch].</param>
    public FlowPoint Then(CoordinateSet x, Value logDetJacobian) => new(x, LogDetJacobian + logDetJacobian);

    /// <summary>The point at the start of a flow.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[dimensions, batch].</param>
    public static FlowPoint Start(ProgramBuilder g, Value x) => new(CoordinateSet.Whole(g, x), g.Constant(0f));
}
