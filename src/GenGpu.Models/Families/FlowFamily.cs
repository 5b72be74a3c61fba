using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Models.Flows;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Sampling;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Families;

/// <summary>
/// Normalizing flow: couplings with affine maps (RealNVP, Dinh et al. 2017) or rational-quadratic splines (Durkan et al. 2019). On energies it minimises the
/// variational free energy, from the energy alone; on samples it maximises their likelihood.
/// </summary>
public sealed class FlowFamily : ModelFamily
{
    /// <summary>Program of a flow on an energy that anneals samples to the target: outputs logWeight [1, batch] and acceptance.</summary>
    public const string AnnealProgram = "anneal";

    /// <summary>The same program, adapting its step size.</summary>
    public const string AnnealWarmupProgram = "annealWarmup";

    /// <summary>Prefix of the hyper values, state slots and draw sites of both.</summary>
    public const string AnnealingPrefix = "evaluationAnnealing";

    /// <summary>Program of a flow on a <see cref="CallbackEnergy"/>: the configurations that the train program of the same step draws, output <see cref="PointsOutput"/> [dimensions, batch].</summary>
    public const string PointsProgram = "energyPoints";

    /// <summary>Output of <see cref="PointsProgram"/>.</summary>
    public const string PointsOutput = "points";

    /// <inheritdoc/>
    public override string Name => "flow";

    /// <inheritdoc/>
    public override string Description => "normalizing flow: variational free energy on energies, maximum likelihood on samples";

    /// <inheritdoc/>
    public override IReadOnlyList<SettingDescription> Settings { get; } =
    [
        .. Optimizer.Settings(1e-3f, 0.9f, "cosine"),
        new("couplings", 8, "number of couplings; not used in one dimension", 1, 256, IsWhole: true, IsStructural: true),
        SettingDescription.Choice("coupling", "map of a coupling", "spline", "affine"),
        new("bins", 8, "bins of a spline", 2, 128, IsWhole: true, IsStructural: true),
        new("splineBound", 6, "splines act on [-b, b], in standard deviations of the base", 0.1f, 1e3f, IsStructural: true),
        new("scaleBound", 3, "largest log scale of an affine coupling", 0.01f, 80, IsStructural: true),
        SettingDescription.Choice("mask", "which coordinates a coupling maps", "alternating", "halves", "random", "checkerboard") with { Absent = "alternating, on a lattice checkerboard" },
        SettingDescription.Choice("conditioner", "network of a coupling", "dense", "convolution"),
        new("kernelSize", 3, "sites per axis that a convolution spans, odd", 1, 15, IsWhole: true, IsStructural: true),
        SettingDescription.Choice("actNorm", "a normalising layer before each coupling", "off", "on"),
        SettingDescription.Choice("phaseShift", "angles: a rotation of each by a learned phase before each coupling", "off", "on"),
        SettingDescription.Choice("marginal", "a spline per coordinate behind the couplings", "off", "on"),
        SettingDescription.Choice("final", "scale and shift of each coordinate behind all else, from the target's spread and centre", "trained", "fixed") with { Absent = "trained, on a lattice fixed" },
        SettingDescription.Choice("base", "base distribution; field: a free field whose variance is learned per momentum; uniform on [-pi, pi] ends there, so the energy has to keep all mass within its image", "normal", "uniform", "field") with { Absent = "normal, for fields on a lattice field" },
        SettingDescription.Choice("objective", "what is minimised", "reverse", "forward", "mixed", "alpha2") with { Absent = "reverse for energies, forward for samples" },
        SettingDescription.Choice("gradient", "gradient of objective=reverse: plain, or path (without the score term)", "plain", "path"),
        new("annealedDistributions", 4, "distributions between flow and target in objective=alpha2", 0, 1024, IsWhole: true),
        new("annealedLeapfrogSteps", 5, "leapfrog steps of the moves of objective=alpha2", 1, 1024, IsWhole: true),
        new("replayBlocks", 32, "batches in the replay buffer of objective=alpha2", 1, 1024, IsWhole: true, IsStructural: true),
        new("replayUpdates", 4, "gradients per step of objective=alpha2", 1, 1024, IsWhole: true),
        new("forwardWeight", 0.5f, "weight of the forward divergence in objective=mixed, at the first step", 0, 1),
        new("forwardWeightEnd", 0.5f, "the same at the last step", 0, 1),
        new("annealStart", 0.1f, "share of beta at the first step", 1e-6f, 1) { Absent = "no annealing" },
        new("annealSteps", 0, "steps until beta is reached; 0: half of training", 0, 1e9f, IsWhole: true),
        new("energyClip", 1e3f, "beta U from which it counts logarithmically", 1e-3f) { Absent = "never" },
    ];

    /// <inheritdoc/>
    private protected override TrainableModel Build(Target target, FamilyOptions options, FamilySettings settings, ModelBuilder model)
    {
        if (options.Bins > 0)
            throw new UserErrorException("Flows have densities, not categories: use --bins 0 (compare: --models without flow in binned mode).", 2);
        if (target.IsDiscrete)
            throw new UserErrorException($"A flow has a density, and {target.Name} sits on isolated points; leave flow out of --models.", 2);
        if (options.BatchSize % Padding.Lanes != 0 && target.Dimensions > 1)
            throw new UserErrorException(FormattableString.Invariant($"flow: the batch size must be a multiple of {Padding.Lanes} in several dimensions, where coordinates or sites become columns; give --batch-size {Padding.RoundUp(options.BatchSize)} instead of {options.BatchSize}."), 2);
        var architecture = new FlowArchitecture(target, options, settings);
        Flow flow = architecture.Create(model);

        var objective = new FlowObjective(flow, target, settings, options.Steps);
        AlphaDivergence? alpha = objective.IsAlpha ? new AlphaDivergence(model, flow, (EnergyTarget)target, settings, options.BatchSize) : null;
        AnnealedImportance? annealing = target is EnergyTarget { Condition: null, Energy: not CallbackEnergy } known ? new AnnealedImportance(model, known.Energy, name: AnnealingPrefix) : null;
        ProgramBuilder initialise = model.Program("initialise", options.BatchSize, RandomPurpose.Initialise);
        flow.Initialise(new FlowScope(initialise, condition: Given(initialise, target)?.Features));
        alpha?.Initialise(initialise);
        annealing?.Initialise(initialise);
        initialise.Build();

        ProgramBuilder train = model.Program("train", options.BatchSize, RandomPurpose.Train);
        var optimizer = new Optimizer(settings, options.Steps);
        if (alpha is not null)
        {
            alpha.Train(train, optimizer);
        }
        else
        {
            Value loss = objective.Emit(train, g => Data(g, target, null));
            optimizer.Update(train, flow.Parameters, train.Gradients(loss, flow.Parameters));
        }

        train.Build();
        if (objective.NeedsPoints)
        {
            // The same purpose, sites and step: the same random numbers as in the train program.
            ProgramBuilder points = model.Program(PointsProgram, options.BatchSize, RandomPurpose.Train);
            points.Output(PointsOutput, objective.EmitPoints(points));
            points.Build();
        }

        int sampleBatch = Padding.RoundUp(options.SampleBatchSize);
        BuildSample(model.Program("sample", sampleBatch, RandomPurpose.Sample), target, flow);
        BuildDensity(model.Program(FlowDensity.ProgramName, sampleBatch, RandomPurpose.Evaluate), target, flow);
        if (annealing is not null)
        {
            BuildAnneal(model.Program(AnnealWarmupProgram, sampleBatch, RandomPurpose.Evaluate), (EnergyTarget)target, flow, annealing, adapts: true);
            BuildAnneal(model.Program(AnnealProgram, sampleBatch, RandomPurpose.Evaluate), (EnergyTarget)target, flow, annealing, adapts: false);
        }

        return new TrainableModel
        {
            Family = Name,
            Definition = model.Build(),
            Target = target,
            Options = options,
            HiddenWidth = architecture.Width,
            Likelihood = target is EnergyTarget or ConditionalTarget ? null : new FlowLikelihood(target),
            Weighted = target is EnergyTarget energy ? new WeightedSamples(energy.Dimensions, WeighsTarget(energy)) : null,
        };
    }

    // A function on the host is evaluated at the flow's own samples alone.
    private static bool WeighsTarget(EnergyTarget target) => target is { HasSamples: true, Condition: null, Energy: not CallbackEnergy };

    private static void BuildSample(ProgramBuilder g, Target target, Flow flow)
    {
        ConditionValues? condition = Given(g, target);
        var scope = new FlowScope(g, condition: condition?.Features);
        (Value x, Value logDensity) = flow.Sample(scope, "base");
        OutputSamples(g, target, x, condition);
        if (target is EnergyTarget energy)
        {
            var reduced = new ReducedEnergy(energy);
            Value[] rows = [x, logDensity, energy.Energy is CallbackEnergy ? reduced.Beta(g, condition) : reduced.Emit(g, x, condition)];
            if (WeighsTarget(energy))
            {
                Value exact = energy.Sample(g, "target");
                rows = [.. rows, flow.LogDensity(scope, exact), reduced.Emit(g, exact, null)];
            }

            g.Output(WeightedSamples.OutputName, g.ConcatenateRows(rows));
        }

        g.Build();
    }

    private static void BuildAnneal(ProgramBuilder g, EnergyTarget target, Flow flow, AnnealedImportance annealing, bool adapts)
    {
        var frozen = new FlowScope(g, isFrozen: true);
        AnnealedSamples samples = annealing.Emit(g, g.Constant((float)target.Beta), _ => flow.Sample(frozen, "base"), (_, x) => flow.LogDensity(frozen, x), adapts);
        g.Output("logWeight", samples.LogWeight);
        g.Output("acceptance", samples.Acceptance);
        g.Build();
    }

    private static void BuildDensity(ProgramBuilder g, Target target, Flow flow)
    {
        var scope = new FlowScope(g, condition: target.Conditions?.Given(g).Features);
        Value x = g.Input("points", Shape.Batched(target.Dimensions, g.BatchSize));
        (Value z, Value logDet) = flow.Inverse(scope, x);
        g.Output("logDensity", flow.BaseLogDensity(g, z) + logDet);
        g.Output("latents", z);
        g.Output("again", flow.Forward(scope, z).X);
        g.Build();
    }
}
