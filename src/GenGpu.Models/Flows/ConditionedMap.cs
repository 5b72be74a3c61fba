using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>Maps every coordinate with parameters that are functions of the conditions alone: what a <see cref="Coupling"/> is in one dimension, where no coordinate is left to pass.</summary>
/// <param name="conditioner">From the conditions to the parameters, [map.ParameterCount * dimensions, batch].</param>
/// <param name="map">How coordinates are mapped.</param>
internal sealed class ConditionedMap(IConditioner conditioner, ICouplingMap map) : IFlowLayer
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
        (Value mapped, Value logDetJacobian) = apply(scope.Program, conditioner.Forward(scope, null), at.X.Join());
        return at.Then(CoordinateSet.Whole(scope.Program, mapped), logDetJacobian);
    }
}
