using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// Coupling (Dinh, Sohl-Dickstein and Bengio 2017, eq. 4 to 8): the passive coordinates pass, and each active one is mapped with parameters that are functions of the passive ones, so that the Jacobian is triangular.
/// In one dimension none passes: its parameters are functions of the conditions alone.
/// </summary>
/// <param name="split">Which coordinates pass, and which are mapped.</param>
/// <param name="conditioner">From the passive coordinates and the conditions to the parameters, [map.ParameterCount * active, batch].</param>
/// <param name="map">How active coordinates are mapped.</param>
internal sealed class Coupling(CouplingSplit split, IConditioner conditioner, ICouplingMap map) : IFlowLayer
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
    public FlowPoint Forward(FlowScope scope, FlowPoint at) => Apply(scope, at, map.Forward);

    /// <inheritdoc/>
    public FlowPoint Inverse(FlowScope scope, FlowPoint at) => Apply(scope, at, map.Inverse);

    private FlowPoint Apply(FlowScope scope, FlowPoint at, Func<ProgramBuilder, Value, Value, (Value Mapped, Value LogDetJacobian)> apply)
    {
        ProgramBuilder g = scope.Program;
        Value? passive = split.Passive.Length > 0 ? at.X.Select(split.Passive) : null;
        Value raw = conditioner.Forward(scope, passive);
        (Value mapped, Value logDetJacobian) = apply(g, raw, at.X.Select(split.Active));
        return at.Then(passive is null ? CoordinateSet.Whole(g, mapped) : CoordinateSet.Of(g, split.Passive, passive, split.Active, mapped), logDetJacobian);
    }
}
