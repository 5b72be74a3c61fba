using GenGpu.Core.Programs;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Flows;

/// <summary>
/// A linear map that commutes with the shifts of a periodic lattice: y = B diag(exp s) B^T x with the real plane waves B; log |det| = sum_p s_p. There is one s per
/// momentum, and one for all momenta that reflections (on squares also the exchange of both axes) turn into each other. Behind white noise it makes a free field of any
/// dispersion, so that couplings behind it have only interactions to learn, and none at lambda = 0.
/// </summary>
internal sealed class MomentumScale : IFlowLayer
{
    private readonly StateSlot _logScale;
    private readonly DataBuffer _waves;
    private readonly int[] _classes;

    /// <summary>Adds the parameters to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Prefix of its slots.</param>
    /// <param name="lattice">The sites.</param>
    public MomentumScale(ModelBuilder model, string name, Lattice lattice)
    {
        var waves = new LatticeWaves(lattice);
        _logScale = model.Parameter($"{name}.logScale", waves.ClassCount);
        _waves = model.Buffer($"{name}.waves", lattice.Sites, lattice.Sites, waves.Matrix());
        _classes = [.. waves.Classes];
        Parameters = [_logScale];
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateSlot> Parameters { get; }

    /// <inheritdoc/>
    public FlowPoint Initialise(FlowScope scope, FlowPoint at)
    {
        scope.Program.Assign(_logScale, scope.Program.Constant(0f));
        return Forward(scope, at);
    }

    /// <inheritdoc/>
    public FlowPoint Forward(FlowScope scope, FlowPoint at) => Scale(scope, at, LogScale(scope));

    /// <inheritdoc/>
    public FlowPoint Inverse(FlowScope scope, FlowPoint at) => Scale(scope, at, -LogScale(scope));

    private Value LogScale(FlowScope scope) => scope.Program.GatherRows(scope.Read(_logScale), _classes);

    private FlowPoint Scale(FlowScope scope, FlowPoint at, Value logScale)
    {
        ProgramBuilder g = scope.Program;
        Value waves = g.Buffer(_waves);
        Value amplitudes = g.Dense(waves, at.X.Join()) * g.Exp(logScale);
        return at.Then(CoordinateSet.Whole(g, g.DenseTransposed(waves, amplitudes)), g.SumRows(logScale));
    }
}
