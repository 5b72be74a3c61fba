using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// Affine coupling (RealNVP: Dinh, Sohl-Dickstein and Bengio 2017, eq. 7 and 8): y = x exp(s) + t for the active coordinates, s and t functions of the passive
/// ones; log |det| = sum s. The log scale is bounded smoothly, s = c tanh(r / c), because a single large one ends training.
/// </summary>
/// <param name="split">Which coordinates pass, and which are mapped.</param>
/// <param name="conditioner">From the passive coordinates to r and t, [2 * active, batch].</param>
/// <param name="scaleBound">c.</param>
internal sealed class AffineCoupling(CouplingSplit split, IConditioner conditioner, float scaleBound) : IFlowLayer
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
    public FlowPoint Forward(FlowScope scope, FlowPoint at)
    {
        ProgramBuilder g = scope.Program;
        Value passive = at.X.Select(split.Passive);
        (Value scale, Value shift) = Map(scope, passive);
        Value y = g.MultiplyAdd(at.X.Select(split.Active), g.Exp(scale), shift);
        return at.Then(CoordinateSet.Of(g, split.Passive, passive, split.Active, y), g.SumRows(scale));
    }

    /// <inheritdoc/>
    public FlowPoint Inverse(FlowScope scope, FlowPoint at)
    {
        ProgramBuilder g = scope.Program;
        Value passive = at.X.Select(split.Passive);
        (Value scale, Value shift) = Map(scope, passive);
        Value x = (at.X.Select(split.Active) - shift) * g.Exp(-scale);
        return at.Then(CoordinateSet.Of(g, split.Passive, passive, split.Active, x), -g.SumRows(scale));
    }

    private (Value Scale, Value Shift) Map(FlowScope scope, Value passive)
    {
        ProgramBuilder g = scope.Program;
        int active = split.Active.Length;
        Value raw = conditioner.Forward(scope, passive);
        Value scale = g.Tanh(g.SliceRows(raw, 0, active) * (1f / scaleBound)) * scaleBound;
        return (scale, g.SliceRows(raw, active, active));
    }
}
