using GenGpu.Core.Programs;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Sampling;

/// <summary>
/// Hamiltonian Monte Carlo of exp(-beta U) as programs over a state of positions [dimensions, chains]: <see cref="Initialise"/>, <see cref="Warmup"/> (one move and one update of the step size per step of a launch), <see cref="Sample"/>
/// (<c>thinning</c> moves per step at the frozen step size). Chains do not cross barriers of many kT: see <see cref="ParallelTempering"/>.
/// </summary>
public sealed class HamiltonianSampler : IChainSampler
{
    private readonly ChainPrograms _chains;

    /// <summary>Builds the programs.</summary>
    /// <param name="energy">U.</param>
    /// <param name="beta">Inverse temperature, above 0; hyper value <c>beta</c>.</param>
    /// <param name="options">How chains run.</param>
    /// <param name="model">A builder of its own, whose draws may be substituted (<see cref="ModelBuilder.DrawSubstitute"/>); default a new one.</param>
    public HamiltonianSampler(Energy energy, double beta, SamplerOptions? options = null, ModelBuilder? model = null)
    {
        ArgumentNullException.ThrowIfNull(energy);
        options ??= new SamplerOptions();
        _chains = new ChainPrograms(model ?? new ModelBuilder($"hmc of {energy.Name}"), energy, beta, options, replicas: 1);
        _chains.Build(Move, EmitSample);
    }

    /// <summary>The energy.</summary>
    public Energy Energy => _chains.Energy;

    /// <summary>State, hyper values and programs.</summary>
    public ModelDefinition Definition => _chains.Definition;

    /// <summary>The chains, [dimensions, chains]; write it after <see cref="Initialise"/> to start elsewhere.</summary>
    public StateSlot Positions => _chains.Positions;

    /// <summary>log of the frozen step size, in units of the energy's spread.</summary>
    public StateSlot LogStepSize => _chains.Adaptation.LogAverage;

    /// <summary>Puts the chains around the energy's centre.</summary>
    public Program Initialise => _chains.Initialise;

    /// <summary>One move per step, with adaptation; output <c>acceptance</c> [1, 1], the mean over chains.</summary>
    public Program Warmup => _chains.Warmup;

    /// <summary>Moves at the frozen step size; outputs <c>samples</c> [dimensions, chains], <c>energy</c> U [1, chains], <c>acceptance</c> [1, 1], the mean over chains and moves.</summary>
    public Program Sample => _chains.Sample;

    private (PathPoint End, Value Acceptance) Move(ProgramBuilder g)
    {
        Func<Value, PathPoint> evaluate = Evaluator(g);
        return _chains.Move(g, isWarmup: true, evaluate).Emit(evaluate(g.Read(_chains.Positions)));
    }

    private void EmitSample(ProgramBuilder g)
    {
        Func<Value, PathPoint> evaluate = Evaluator(g);
        PathPoint start = evaluate(g.Read(_chains.Positions));
        HamiltonianMove move = _chains.Move(g, isWarmup: false, evaluate);
        Value none = g.BroadcastTo(g.Constant(0f), Shape.Batched(1, g.BatchSize));
        Value[] last = g.Repeat(RepeatCount.Of(_chains.Thinning), [start.Position, start.Potential, start.Force, none], v =>
        {
            (PathPoint end, Value acceptance) = move.Emit(new PathPoint(v[0], v[1], v[2]));
            return [end.Position, end.Potential, end.Force, v[3] + acceptance];
        });
        g.Assign(_chains.Positions, last[0]);
        g.Output("samples", last[0]);
        g.Output("energy", last[1] / g.Hyper(_chains.Beta));
        g.Output("acceptance", g.MeanBatch(last[3]) / g.Hyper(_chains.Thinning));
    }

    private Func<Value, PathPoint> Evaluator(ProgramBuilder g)
    {
        var scope = new EnergyScope(g);
        Value beta = g.Hyper(_chains.Beta);
        return x => _chains.Evaluate(g, scope, beta, x);
    }
}
