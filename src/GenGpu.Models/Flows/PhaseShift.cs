using GenGpu.Core.Programs;
using GenGpu.Models.Sampling;

namespace GenGpu.Models.Flows;

/// <summary>
/// Rotation of each angle by a phase that is learned: y = x + phase, wrapped to [-pi, pi); log |det| = 0 (Rezende et al. 2020, section 2.1.1). A circular spline keeps -pi where it is, and so would any number of them: with phases
/// between, no point of the circle stands out.
/// </summary>
internal sealed class PhaseShift : IFlowLayer
{
    // The golden angle, pi (3 - sqrt 5): the points that successive splines keep lie as far apart as so many points can.
    private static readonly float Start = MathF.PI * (3 - MathF.Sqrt(5));
    private readonly StateSlot _phase;

    /// <summary>Adds the parameters to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Prefix of its slots.</param>
    /// <param name="dimensions">Number of angles.</param>
    public PhaseShift(ModelBuilder model, string name, int dimensions)
    {
        _phase = model.Parameter($"{name}.phase", dimensions);
        Parameters = [_phase];
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateSlot> Parameters { get; }

    /// <inheritdoc/>
    public FlowPoint Initialise(FlowScope scope, FlowPoint at)
    {
        scope.Program.Assign(_phase, scope.Program.Constant(Start));
        return Forward(scope, at);
    }

    /// <inheritdoc/>
    public FlowPoint Forward(FlowScope scope, FlowPoint at) => Rotate(scope, at, scope.Read(_phase));

    /// <inheritdoc/>
    public FlowPoint Inverse(FlowScope scope, FlowPoint at) => Rotate(scope, at, -scope.Read(_phase));

    private static FlowPoint Rotate(FlowScope scope, FlowPoint at, Value phase)
    {
        ProgramBuilder g = scope.Program;
        return at.Then(CoordinateSet.Whole(g, HamiltonianMove.Wrap(g, at.X.Join() + phase)), g.Constant(0f));
    }
}
