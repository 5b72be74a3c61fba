using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>Coupling whose active coordinates each pass a <see cref="RationalQuadraticSpline"/> with parameters that are functions of the passive ones.</summary>
/// <param name="split">Which coordinates pass, and which are mapped.</param>
/// <param name="conditioner">From the passive coordinates to the parameters, [spline.ParameterCount * active, batch].</param>
/// <param name="spline">Bins and interval.</param>
internal sealed class SplineCoupling(CouplingSplit split, IConditioner conditioner, RationalQuadraticSpline spline) : IFlowLayer
{
    /// <inheritdoc/>
    public IReadOnlyList<StateSlot> Parameters => conditioner.Parameters;

    /// <inheritdoc/>
    public FlowPoint Initialise(FlowScope scope, FlowPoint at)
    {
        conditioner.Initialise(scope.Program);
        return Forward(scope, at);
    }

    /// <inheritdoc/>
    public FlowPoint Forward(FlowScope scope, FlowPoint at) => Apply(scope, at, spline.Forward);

    /// <inheritdoc/>
    public FlowPoint Inverse(FlowScope scope, FlowPoint at) => Apply(scope, at, spline.Inverse);

    private FlowPoint Apply(FlowScope scope, FlowPoint at, Func<ProgramBuilder, Value, Value, (Value, Value)> map)
    {
        ProgramBuilder g = scope.Program;
        Value passive = at.X.Select(split.Passive);
        Value raw = conditioner.Forward(scope, passive);
        (Value mapped, Value logSlope) = SplineRows.Apply(g, raw, at.X.Select(split.Active), map);
        return at.Then(CoordinateSet.Of(g, split.Passive, passive, split.Active, mapped), g.SumRows(logSlope));
    }
}
