using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Sampling;

/// <summary>What samplers of an energy share: hyper values, the three programs, the start of the chains, and U with its force.</summary>
internal sealed class ChainPrograms
{
    private readonly ModelBuilder _model;
    private readonly int _chains;
    private readonly HyperSlot _scale;
    private readonly HyperSlot _centre;

    /// <summary>Adds the hyper values.</summary>
    /// <param name="model">The model.</param>
    /// <param name="energy">The energy.</param>
    /// <param name="beta">Default inverse temperature.</param>
    /// <param name="options">Defaults of the others.</param>
    /// <param name="replicas">Number of replicas.</param>
    public ChainPrograms(ModelBuilder model, Energy energy, double beta, SamplerOptions options, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LeapfrogSteps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Thinning, 1);
        (_model, _chains) = (model, options.Chains);
        Energy = energy;
        Blocks = new ReplicaBlocks(energy.Dimensions, replicas);
        Beta = model.Hyper("beta", (float)beta, "inverse temperature");
        LeapfrogSteps = model.Hyper("leapfrogSteps", options.LeapfrogSteps, "leapfrog steps of a move");
        Thinning = model.Hyper("thinning", options.Thinning, "moves between outputs");
        TargetAcceptance = model.Hyper("targetAcceptance", options.TargetAcceptance, "mean acceptance that warm-up approaches");
        Jitter = model.Hyper("jitter", options.Jitter, "largest relative change of a move's step size");
        StartSpread = model.Hyper("startSpread", options.StartSpread, "width of the start in spreads of the energy");
        _scale = model.Hyper("scale", energy.Dimensions, 1, [.. energy.Spread.Select(s => (float)s)], "about the standard deviation of each coordinate");
        _centre = model.Hyper("centre", energy.Dimensions, 1, [.. energy.Centre.Select(c => (float)c)], "where chains start");
        Positions = model.Slot("positions", Shape.Batched(energy.Dimensions * replicas, options.Chains), StateRole.Chain);
        float initial = options.InitialStepSize ?? 0.5f * MathF.Pow(energy.Dimensions, -0.25f);
        Adaptation = new StepSizeAdaptation(model, "sampler", replicas, initial);
    }

    public Energy Energy { get; }

    public ReplicaBlocks Blocks { get; }

    public HyperSlot Beta { get; }

    public HyperSlot LeapfrogSteps { get; }

    public HyperSlot Thinning { get; }

    public HyperSlot TargetAcceptance { get; }

    public HyperSlot Jitter { get; }

    public HyperSlot StartSpread { get; }

    public StateSlot Positions { get; }

    public StepSizeAdaptation Adaptation { get; }

    /// <summary>State, hyper values and programs, once they are built.</summary>
    public ModelDefinition Definition { get; private set; } = null!;

    /// <summary>Puts all replicas around the energy's centre, and step sizes at their initial value.</summary>
    public Program Initialise { get; private set; } = null!;

    /// <summary>Moves with adaptation of the step sizes.</summary>
    public Program Warmup { get; private set; } = null!;

    /// <summary>Moves at frozen step sizes.</summary>
    public Program Sample { get; private set; } = null!;

    /// <summary>Builds the programs; nothing is added to the model afterwards.</summary>
    /// <param name="move">Emits one move of all replicas in the warm-up: where they end, and the acceptance [replicas, chains].</param>
    /// <param name="sample">Emits the sample program.</param>
    public void Build(Func<ProgramBuilder, (PathPoint End, Value Acceptance)> move, Action<ProgramBuilder> sample)
    {
        ProgramBuilder initialise = _model.Program("initialise", _chains, RandomPurpose.Initialise);
        EmitStart(initialise);
        Initialise = initialise.Build();

        ProgramBuilder warmup = _model.Program("warmup", _chains, RandomPurpose.Train);
        (PathPoint end, Value acceptance) = move(warmup);
        Value mean = warmup.MeanBatch(acceptance);
        warmup.Assign(Positions, end.Position);
        Adaptation.Update(warmup, mean, warmup.Hyper(TargetAcceptance));
        warmup.Output("acceptance", mean);
        Warmup = warmup.Build();

        ProgramBuilder samples = _model.Program("sample", _chains, RandomPurpose.Reference);
        sample(samples);
        Sample = samples.Build();
        Definition = _model.Build();
    }

    /// <summary>The move of all replicas.</summary>
    /// <param name="g">The program.</param>
    /// <param name="isWarmup">Whether the step size is being adapted.</param>
    /// <param name="evaluate">U-weighted potential and force at a position.</param>
    public HamiltonianMove Move(ProgramBuilder g, bool isWarmup, Func<Value, PathPoint> evaluate)
    {
        Value stepSize = isWarmup ? Adaptation.Adapting(g) : Adaptation.Frozen(g);
        Value scale = Blocks.Repeat(g, g.Hyper(_scale));
        return new HamiltonianMove(g, Blocks, evaluate, new TrajectorySettings(stepSize, scale, RepeatCount.Of(LeapfrogSteps), g.Hyper(Jitter), Energy.IsAngular), "move");
    }

    /// <summary>beta U and its force at a position of all replicas.</summary>
    /// <param name="g">The program.</param>
    /// <param name="scope">Parameters of the energy.</param>
    /// <param name="betas">Inverse temperatures, a scalar or [replicas, 1].</param>
    /// <param name="x">[dimensions * replicas, chains].</param>
    public PathPoint Evaluate(ProgramBuilder g, EnergyScope scope, Value betas, Value x)
    {
        var energies = new Value[Blocks.Count];
        var forces = new Value[Blocks.Count];
        for (int replica = 0; replica < energies.Length; replica++)
        {
            // Each replica is differentiated by its own rows: by those of all, every adjoint would be a matrix of all replicas.
            Value own = Blocks.Slice(g, x, replica);
            energies[replica] = Energy.Emit(scope, own);
            forces[replica] = g.Adjoints(energies[replica], g.Constant(-1f), own)[0];
        }

        return new PathPoint(x, g.ConcatenateRows(energies) * betas, g.ConcatenateRows(forces) * Blocks.Spread(g, betas));
    }

    private void EmitStart(ProgramBuilder g)
    {
        Value spread = Blocks.Repeat(g, g.Hyper(_scale)) * g.Hyper(StartSpread);
        Value normals = g.Normal(Blocks.Dimensions * Blocks.Count, "start");
        Value start = g.MultiplyAdd(spread, normals, Blocks.Repeat(g, g.Hyper(_centre)));
        g.Assign(Positions, Energy.IsAngular ? HamiltonianMove.Wrap(g, start) : start);
        Adaptation.Initialise(g);
    }
}
