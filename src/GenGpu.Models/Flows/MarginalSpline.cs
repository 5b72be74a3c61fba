using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>A <see cref="RationalQuadraticSpline"/> of its own for every coordinate, the same for all samples: learns the shape of marginals, and is all there is in one dimension.</summary>
internal sealed class MarginalSpline : IFlowLayer
{
    private readonly SplineMap _map;
    private readonly StateSlot _raw;

    /// <summary>Adds the parameters to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Prefix of its slots.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    /// <param name="spline">Bins and interval.</param>
    public MarginalSpline(ModelBuilder model, string name, int dimensions, RationalQuadraticSpline spline)
    {
        _map = new SplineMap(spline);
        _raw = model.Parameter($"{name}.knots", spline.ParameterCount * dimensions);
        Parameters = [_raw];
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateSlot> Parameters { get; }

    /// <inheritdoc/>
    public FlowPoint Initialise(FlowScope scope, FlowPoint at)
    {
        scope.Program.Assign(_raw, scope.Program.Constant(0f));
        return Forward(scope, at);
    }

    /// <inheritdoc/>
    public FlowPoint Forward(FlowScope scope, FlowPoint at) => Apply(scope, at, _map.Forward);

    /// <inheritdoc/>
    public FlowPoint Inverse(FlowScope scope, FlowPoint at) => Apply(scope, at, _map.Inverse);

    private FlowPoint Apply(FlowScope scope, FlowPoint at, Func<ProgramBuilder, Value, Value, (Value, Value)> map)
    {
        ProgramBuilder g = scope.Program;
        Value x = at.X.Join();
        Value raw = g.BroadcastTo(scope.Read(_raw), x.Shape with { Rows = _raw.Shape.Rows });
        (Value mapped, Value logDetJacobian) = map(g, raw, x);
        return at.Then(CoordinateSet.Whole(g, mapped), logDetJacobian);
    }
}
