using GenGpu.Core.Programs;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Sampling;

/// <summary>
/// Parallel tempering: replicas at a ladder of inverse temperatures, the first at that of the target, each moved by Hamiltonian Monte Carlo with a step size of its own and swapped with its neighbours after every move. Chains cross barriers
/// where the hottest replica does. State: positions [dimensions * replicas, chains].
/// </summary>
public sealed class ParallelTempering : IChainSampler
{
    private readonly ChainPrograms _chains;
    private readonly HyperSlot _ladder;

    /// <summary>Builds the programs.</summary>
    /// <param name="energy">U.</param>
    /// <param name="beta">Inverse temperature of the target, above 0; hyper value <c>beta</c>.</param>
    /// <param name="minimumBeta">That of the hottest replica: low enough that it crosses the barriers.</param>
    /// <param name="options">How chains run.</param>
    /// <param name="replicas">Number of replicas; default by <see cref="TemperatureLadder.ReplicaCount"/>.</param>
    /// <param name="model">A builder of its own, whose draws may be substituted (<see cref="ModelBuilder.DrawSubstitute"/>); default a new one.</param>
    public ParallelTempering(Energy energy, double beta, double minimumBeta, SamplerOptions? options = null, int? replicas = null, ModelBuilder? model = null)
    {
        ArgumentNullException.ThrowIfNull(energy);
        options ??= new SamplerOptions();
        Replicas = replicas ?? TemperatureLadder.ReplicaCount(beta, minimumBeta, energy.Dimensions);
        model ??= new ModelBuilder($"parallel tempering of {energy.Name}");
        _chains = new ChainPrograms(model, energy, beta, options, Replicas);
        float[] ratios = [.. TemperatureLadder.Ratios(beta, minimumBeta, Replicas).Select(r => (float)r)];
        _ladder = model.Hyper("ladder", Replicas, 1, ratios, "inverse temperatures of the replicas relative to beta");
        _chains.Build(Move, EmitSample);
    }

    /// <summary>The energy.</summary>
    public Energy Energy => _chains.Energy;

    /// <summary>Number of replicas.</summary>
    public int Replicas { get; }

    /// <summary>State, hyper values and programs.</summary>
    public ModelDefinition Definition => _chains.Definition;

    /// <summary>All replicas, [dimensions * replicas, chains], replica by replica.</summary>
    public StateSlot Positions => _chains.Positions;

    /// <summary>Puts all replicas around the energy's centre.</summary>
    public Program Initialise => _chains.Initialise;

    /// <summary>One move and one round of swaps per step, with adaptation of every replica's step size; output <c>acceptance</c> [replicas, 1].</summary>
    public Program Warmup => _chains.Warmup;

    /// <summary>
    /// Moves and swaps at frozen step sizes; outputs <c>samples</c> [dimensions, chains] and <c>energy</c> U [1, chains] of the first replica, <c>acceptance</c> [replicas, 1] and <c>swapAcceptance</c> [replicas - 1, 1], means over chains and
    /// moves; entry r of the latter is the pair (r, r + 1).
    /// </summary>
    public Program Sample => _chains.Sample;

    private (PathPoint End, Value Acceptance) Move(ProgramBuilder g)
    {
        (Func<Value, PathPoint> evaluate, Value betas) = Evaluator(g);
        (PathPoint moved, Value acceptance) = _chains.Move(g, isWarmup: true, evaluate).Emit(evaluate(g.Read(_chains.Positions)));
        return (new ReplicaSwaps(g, _chains.Blocks, betas).Emit(moved).End, acceptance);
    }

    private void EmitSample(ProgramBuilder g)
    {
        (Func<Value, PathPoint> evaluate, Value betas) = Evaluator(g);
        PathPoint start = evaluate(g.Read(_chains.Positions));
        HamiltonianMove move = _chains.Move(g, isWarmup: false, evaluate);
        var swaps = new ReplicaSwaps(g, _chains.Blocks, betas);
        Value none = g.BroadcastTo(g.Constant(0f), Shape.Batched(Replicas, g.BatchSize));
        Value noSwaps = g.BroadcastTo(g.Constant(0f), Shape.Batched(Replicas - 1, g.BatchSize));
        Value[] last = g.Repeat(RepeatCount.Of(_chains.Thinning), [start.Position, start.Potential, start.Force, none, noSwaps], v =>
        {
            (PathPoint moved, Value acceptance) = move.Emit(new PathPoint(v[0], v[1], v[2]));
            (PathPoint end, Value swapped) = swaps.Emit(moved);
            return [end.Position, end.Potential, end.Force, v[3] + acceptance, v[4] + swapped];
        });
        g.Assign(_chains.Positions, last[0]);
        g.Output("samples", _chains.Blocks.Slice(g, last[0], 0));
        g.Output("energy", g.SliceRows(last[1], 0, 1) / g.Hyper(_chains.Beta));
        g.Output("acceptance", g.MeanBatch(last[3]) / g.Hyper(_chains.Thinning));
        g.Output("swapAcceptance", g.MeanBatch(last[4]) / g.Hyper(_chains.Thinning));
    }

    private (Func<Value, PathPoint> Evaluate, Value Betas) Evaluator(ProgramBuilder g)
    {
        var scope = new EnergyScope(g);
        Value betas = g.Hyper(_chains.Beta) * g.Hyper(_ladder);
        return (x => _chains.Evaluate(g, scope, betas, x), betas);
    }
}
