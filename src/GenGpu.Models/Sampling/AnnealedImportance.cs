using GenGpu.Core.Programs;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Sampling;

/// <summary>
/// Annealed importance sampling (Neal, Statistics and Computing 11, 2001) from any proposal q to p = exp(-beta U) or to p^2 / q, as a fragment of programs. The path is log pi_b = (1 - b) log q + b log target with b_0 = 0 &lt; b_1 .. b_T &lt; b_T+1 = 1,
/// log w = sum_t (b_t+1 - b_t)(log target - log q)(x_t) with x_0 from q and x_t from x_t-1 by Hamiltonian moves that keep pi_b_t. The weights are right however badly the moves mix.
/// </summary>
/// <remarks>
/// No gradient passes from the samples to the proposal's parameters (the transitions are a Repeat): losses take the samples as data. One step size serves all temperatures; it is state, adapted by emissions that ask for it.
/// </remarks>
public sealed class AnnealedImportance
{
    private readonly Energy _energy;
    private readonly AnnealedImportanceOptions _options;
    private readonly string _name;
    private readonly StepSizeAdaptation _adaptation;
    private readonly HyperSlot _intermediates;
    private readonly HyperSlot _leapfrogSteps;
    private readonly HyperSlot _targetAcceptance;
    private readonly HyperSlot _jitter;
    private readonly HyperSlot _firstFraction;
    private readonly HyperSlot _scale;

    /// <summary>Adds state and hyper values <c>name.*</c> to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="energy">U.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="name">Prefix of slots, hyper values and draw sites.</param>
    public AnnealedImportance(ModelBuilder model, Energy energy, AnnealedImportanceOptions? options = null, string name = "annealing")
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(energy);
        _energy = energy;
        _options = options ?? new AnnealedImportanceOptions();
        _name = name;
        ArgumentOutOfRangeException.ThrowIfNegative(_options.Intermediates);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Moves, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.LeapfrogSteps, 1);
        _intermediates = model.Hyper(name + ".intermediates", _options.Intermediates, "intermediate distributions");
        _leapfrogSteps = model.Hyper(name + ".leapfrogSteps", _options.LeapfrogSteps, "leapfrog steps of a move");
        _targetAcceptance = model.Hyper(name + ".targetAcceptance", _options.TargetAcceptance, "mean acceptance that adaptation approaches");
        _jitter = model.Hyper(name + ".jitter", _options.Jitter, "largest relative change of a move's step size");
        _firstFraction = model.Hyper(name + ".firstFraction", _options.FirstFraction, "b of the first intermediate distribution of a geometric schedule");
        _scale = model.Hyper(name + ".scale", energy.Dimensions, 1, [.. energy.Spread.Select(s => (float)s)], "about the standard deviation of each coordinate");
        _adaptation = new StepSizeAdaptation(model, name, 1, _options.InitialStepSize ?? 0.5f * MathF.Pow(energy.Dimensions, -0.25f));
    }

    /// <summary>Emits the initial step size.</summary>
    /// <param name="g">The initialise program.</param>
    public void Initialise(ProgramBuilder g) => _adaptation.Initialise(g);

    /// <summary>Emits the annealing of one batch.</summary>
    /// <param name="g">The program.</param>
    /// <param name="beta">Inverse temperature, a scalar or [1, batch].</param>
    /// <param name="propose">Emits samples x [dimensions, batch] of q with log q(x) [1, batch], normalised.</param>
    /// <param name="logDensity">Emits log q(x) at given points, differentiable there. It is emitted several times, also inside a Repeat, so it draws nothing and writes no state.</param>
    /// <param name="adapts">Whether the step size is updated by this batch; otherwise it is the average so far.</param>
    /// <param name="scope">Parameters of the energy; default its hyper values.</param>
    public AnnealedSamples Emit(
        ProgramBuilder g,
        Value beta,
        Func<ProgramBuilder, (Value X, Value LogDensity)> propose,
        Func<ProgramBuilder, Value, Value> logDensity,
        bool adapts = false,
        EnergyScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentNullException.ThrowIfNull(propose);
        ArgumentNullException.ThrowIfNull(logDensity);
        scope ??= new EnergyScope(g);
        (Value proposed, Value density) = propose(g);
        Value start = g.StopGradient(proposed);
        Value startDensity = g.StopGradient(density);
        Value startEnergy = _energy.Emit(scope, start);
        Value intermediates = g.Hyper(_intermediates);
        Value logWeight = Fraction(g, g.Constant(1f), intermediates) * LogRatio(startDensity, beta * startEnergy);
        Value none = g.BroadcastTo(g.Constant(0f), Shape.Batched(1, g.BatchSize));

        var blocks = new ReplicaBlocks(_energy.Dimensions, 1);
        Value stepSize = adapts ? _adaptation.Adapting(g) : _adaptation.Frozen(g);
        var settings = new TrajectorySettings(stepSize, g.Hyper(_scale), RepeatCount.Of(_leapfrogSteps), g.Hyper(_jitter), _energy.IsAngular);
        Value[] last = g.Repeat(RepeatCount.Of(_intermediates), [start, startDensity, startEnergy, logWeight, none, g.Constant(1f)], v =>
        {
            Value number = v[5];
            Value fraction = Fraction(g, number, intermediates);
            Func<Value, PathPoint> evaluate = x => Evaluate(g, scope, logDensity, beta, fraction, x);
            PathPoint point = evaluate(v[0]);
            Value accepted = v[4];
            for (int i = 0; i < _options.Moves; i++)
            {
                var move = new HamiltonianMove(g, blocks, evaluate, settings, $"{_name}.{i}");
                (point, Value acceptance) = move.Emit(point);
                accepted += acceptance;
            }

            Value next = number + 1f;
            Value weight = g.MultiplyAdd(Fraction(g, next, intermediates) - fraction, LogRatio(point.Extras[0], beta * point.Extras[1]), v[3]);
            return [point.Position, point.Extras[0], point.Extras[1], weight, accepted, next];
        });

        Value moves = g.Maximum(intermediates * _options.Moves, 1f);
        Value mean = g.MeanBatch(last[4]) / moves;
        if (adapts)
            _adaptation.Update(g, mean, g.Hyper(_targetAcceptance));
        return new AnnealedSamples(last[0], last[3], last[1], last[2], mean);
    }

    // b of distribution t = 1 .. T + 1; T + 1 is the end of the path, 1 exactly.
    private Value Fraction(ProgramBuilder g, Value number, Value intermediates) => _options.Schedule == AnnealingSchedule.Linear
        ? number / (intermediates + 1f)
        : g.Exp(g.Log(g.Hyper(_firstFraction)) * ((intermediates + 1f - number) / g.Maximum(intermediates, 1f)));

    // log target - log q.
    private Value LogRatio(Value logDensity, Value potential) => _options.Target == AnnealedTarget.Boltzmann
        ? -potential - logDensity
        : (-2f * potential) - (2f * logDensity);

    private PathPoint Evaluate(ProgramBuilder g, EnergyScope scope, Func<ProgramBuilder, Value, Value> logDensity, Value beta, Value fraction, Value x)
    {
        Value density = logDensity(g, x);
        Value energy = _energy.Emit(scope, x);
        Value potential = -density - (fraction * LogRatio(density, beta * energy));
        return new PathPoint(x, potential, g.Adjoints(potential, g.Constant(-1f), x)[0], density, energy);
    }
}
