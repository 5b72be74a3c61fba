using System.Collections.Immutable;
using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Families;

/// <summary>
/// Restricted Boltzmann machine with binary hidden units, trained by contrastive divergence (Hinton 2002) or with persistent chains (Tieleman 2008): gradient descent on mean F(data) - mean F(chain).
/// Visibles are Gaussian, binary, or one softmax group.
/// </summary>
public sealed class RbmFamily : ModelFamily
{
    private const float GaussianWeightDecay = 1e-3f;
    private const string Gaussian = "gaussian";
    private const string Binary = "binary";
    private const string Softmax = "softmax";
    private const string Exact = "exact";
    private const string StartSite = "start";

    /// <inheritdoc/>
    public override string Name => "rbm";

    /// <inheritdoc/>
    public override string Description => "restricted Boltzmann machine, contrastive divergence or persistent chains";

    /// <inheritdoc/>
    public override IReadOnlyList<SettingDescription> Settings { get; } =
    [
        .. Optimizer.Settings(0.01f, 0.9f, "cosine"),
        SettingDescription.Choice("visible", "law of the visibles given the hidden units; automatic: softmax in binned mode, otherwise gaussian", "automatic", Gaussian, Binary, Softmax),
        new("visibleSigma", 0.5f, "fixes the noise of Gaussian visibles, of which one per visible is learned otherwise; protocol seed: 0.5, on 1d-beta 0.1", 1e-3f, 1e3f) { Absent = "learned" },
        new("initialSigma", 0.3f, "where the learned noise of Gaussian visibles starts, in standard deviations of the target", 1e-3f, 1e3f),
        new("sigmaHold", 0.1f, "share of the training steps during which the noise of Gaussian visibles keeps its initial value", 0, 1),
        new("weightDecay", 0, "adds weightDecay times the weight to its gradient, which keeps modes far from all data from growing unseen; protocol seed: 0", 0, 1e3f) { Absent = "0.001 for Gaussian visibles, otherwise 0" },
        SettingDescription.Choice("chains", "where the negative samples come from: short chains from the data, or persistent ones", "cd", "pcd"),
        new("gibbsSteps", 1, "Gibbs sweeps per training step", 1, 1e6f, IsWhole: true),
        SettingDescription.Choice("sampleStart", "where chains of sampling start; automatic: at an exact draw of the model where its visibles can be enumerated (a softmax group, one or two Gaussian ones), otherwise at noise", "automatic", Exact, "noise"),
        new("sampleGibbsSteps", 50, "Gibbs sweeps per sample", 1, 1e6f, IsWhole: true) { Absent = "50, after an exact start 1" },
    ];

    /// <inheritdoc/>
    /// <remarks>
    /// Plain descent at a constant rate, the protocol's choice, lets the masses of well separated modes wander for as long as it runs: a chain of one sweep never crosses between them, so only noise sets them. The
    /// default is Adam with a rate that falls to 0.
    /// </remarks>
    private protected override IReadOnlyDictionary<string, string> ProtocolDefaults(Protocol protocol) => protocol == Protocol.Seed
        ? new Dictionary<string, string> { ["optimizer"] = "sgd", ["schedule"] = "constant" }
        : ImmutableDictionary<string, string>.Empty;

    /// <inheritdoc/>
    private protected override string WhyUnconditional => "it learns the joint law of all its visibles, and has no chains that hold some of them fixed";

    /// <inheritdoc/>
    private protected override TrainableModel Build(Target target, FamilyOptions options, FamilySettings settings, ModelBuilder model)
    {
        if (options.HiddenLayers != 1)
            throw new UserErrorException(FormattableString.Invariant($"rbm has exactly one hidden layer; {options.HiddenLayers} were asked for: leave rbm out or use --layers 1."), 2);
        CategoryGrid? categories = CategoriesOf(options);
        string visible = VisibleKind(target, options, settings);
        int rows = RowsOf(target, options);
        bool isLearned = visible == Gaussian && options.Protocol == Protocol.Exact && !settings.IsGiven("visibleSigma");
        int width = ParameterBudget.Solve(Name, target.Name, options.Budget, h => (h * (rows + 1)) + (isLearned ? 2 * rows : rows));
        var network = new RbmNetwork(model, rows, width, m => MakeVisible(m, visible, rows, isLearned, target, options, settings));
        StateSlot? chain = settings.Choice("chains") == "pcd" ? model.Slot("chain", Shape.Batched(rows, options.BatchSize), StateRole.Chain) : null;

        ProgramBuilder g = model.Program("initialise", options.BatchSize, RandomPurpose.Initialise);
        network.Initialise(g);
        if (chain is not null)
            g.Assign(chain, network.Start(g, chain.Name));
        g.Build();
        BuildTrain(model.Program("train", options.BatchSize, RandomPurpose.Train), target, options, settings, network, chain, visible);
        bool isExact = StartsExactly(options, settings, visible, rows, width);
        BuildSample(model.Program("sample", options.SampleBatchSize, RandomPurpose.Sample), target, settings, network, categories, visible, isExact);
        double sigma = visible == Gaussian ? settings.Number("visibleSigma") : 0;
        return new TrainableModel
        {
            Family = Name,
            Definition = model.Build(),
            Target = target,
            Options = options,
            HiddenWidth = width,
            Categories = categories,
            IsBinary = visible == Binary,
            Likelihood = LikelihoodOf(target, options, visible, width),
            MakeNotes = () => Note(target, options, sigma, visible, isLearned),
        };
    }

    private static string Note(Target target, FamilyOptions options, double sigma, string visible, bool isLearned)
    {
        if (visible != Gaussian || isLearned)
            return "";
        if (options.Protocol == Protocol.Seed)
            return "The protocol's two conditionals belong to no joint law, so there is no likelihood.";
        return MixtureFloor.Of(target, sigma) is { } floor
            ? FormattableString.Invariant($"With visibleSigma fixed at {sigma} the model is a mixture of N(., {sigma * sigma:G4}); its KL(target || model) cannot fall below {floor:F3}.")
            : "";
    }

    private static LikelihoodEvaluator? LikelihoodOf(Target target, FamilyOptions options, string visible, int width) => visible switch
    {
        Softmax => new SoftmaxRbmLikelihood(target, new CategoryGrid(options.Bins)),
        Binary when BinaryRbmLikelihood.IsCheap(target.Dimensions, width) => new BinaryRbmLikelihood(target, width),
        Gaussian when options.Protocol == Protocol.Exact && GaussianRbmLikelihood.IsCheap(target.Dimensions, width) => new GaussianRbmLikelihood(target, width),
        _ => null,
    };

    private static void BuildTrain(
        ProgramBuilder g, Target target, FamilyOptions options, FamilySettings settings, RbmNetwork network, StateSlot? chain, string visible)
    {
        Value data = Data(g, target, CategoriesOf(options)).X;
        if (visible == Binary)
            data = ToBinary(g, target, data);
        RbmValues rbm = network.Read(g);
        Value start = chain is null ? data : g.Read(chain);
        Value end = settings.IsGiven("gibbsSteps")
            ? g.Repeat(RepeatCount.Of(settings.Hyper(g.Model, "gibbsSteps")), [start], v => [rbm.Sweep(v[0])])[0]
            : rbm.Sweep(start);
        // The chain's end depends on the parameters through its noise; contrastive divergence holds it constant.
        Value model = g.StopGradient(end);
        Value dataScore = rbm.NegativeFreeEnergy(data);
        Value modelScore = rbm.NegativeFreeEnergy(model);
        float perSample = 1f / g.BatchSize;
        g.Report("loss", (modelScore - dataScore) * perSample);
        g.Report("dataFreeEnergy", dataScore * -perSample);
        g.Report("modelFreeEnergy", modelScore * -perSample);
        Value[] positive = g.Gradients(dataScore, network.Parameters);
        Value[] negative = g.Gradients(modelScore, network.Parameters);
        Value[] gradients = [.. negative.Zip(positive, (minus, plus) => (minus - plus) * perSample)];
        float decay = settings.Number("weightDecay", visible == Gaussian && options.Protocol == Protocol.Exact ? GaussianWeightDecay : 0);
        if (decay > 0)
            gradients[0] = g.MultiplyAdd(g.Read(network.Parameters[0]), g.Hyper(settings.Hyper(g.Model, "weightDecay", decay)), gradients[0]);
        if (network.Visible.Parameters.Count > 0)
            gradients[^1] = gradients[^1] * AfterHold(g, options, settings);
        if (chain is not null)
            g.Assign(chain, end);
        new Optimizer(settings, options.Steps).Update(g, network.Parameters, gradients);
        g.Build();
    }

    private static void BuildSample(ProgramBuilder g, Target target, FamilySettings settings, RbmNetwork network, CategoryGrid? categories, string visible, bool isExact)
    {
        RepeatCount count = RepeatCount.Of(settings.Hyper(g.Model, "sampleGibbsSteps", isExact ? 1 : null));
        RbmValues rbm = network.Read(g);
        Value start = (isExact, visible) switch
        {
            (false, _) => network.Start(g, StartSite),
            (true, Softmax) => ExactStart.Softmax(g, rbm, StartSite),
            _ => ExactStart.Gaussian(g, rbm, rbm.Deviation!, StartSite),
        };
        Value end = g.Repeat(count, [start], v => [rbm.Sweep(v[0])])[0];
        if (categories is { } grid)
        {
            OutputCategories(g, target, grid, g.ArgMaxRows(end));
        }
        else if (visible == Binary && !target.Standardisation.IsIdentity)
        {
            (Value scale, Value shift) = Units(g, target);
            g.Output("samples", end);
            g.Output("standardised", (end - shift) / scale);
        }
        else
        {
            OutputSamples(g, target, end);
        }

        g.Build();
    }

    private static VisibleLayer MakeVisible(
        ModelBuilder model, string visible, int rows, bool isLearned, Target target, FamilyOptions options, FamilySettings settings)
    {
        if (visible == Binary)
            return new BinaryVisibleLayer();
        if (visible == Softmax)
            return new SoftmaxVisibleLayer();
        if (isLearned)
            return new GaussianVisibleLayer(model.Parameter("logSigma", rows), InitialLogSigma(target, settings), null);
        HyperSlot sigma = settings.Hyper(model, "visibleSigma", options.Protocol == Protocol.Seed && target.Name == "1d-beta" ? 0.1f : null);
        return options.Protocol == Protocol.Seed ? new SeedVisibleLayer(sigma) : new GaussianVisibleLayer(null, [], sigma);
    }

    private static float[] InitialLogSigma(Target target, FamilySettings settings)
    {
        double share = settings.Number("initialSigma");
        return [.. Enumerable.Range(0, target.Dimensions).Select(axis => (float)Math.Log(share * target.StandardDeviation(axis)))];
    }

    /// <summary>
    /// 0 during the first steps, then 1. With weights near 0 the best noise is the deviation of the whole target, a saddle where the weights' gradient vanishes and the model remains a single
    /// Gaussian; with the noise held small the weights must explain the spread first.
    /// </summary>
    private static Value AfterHold(ProgramBuilder g, FamilyOptions options, FamilySettings settings)
    {
        Value share = g.Hyper(settings.Hyper(g.Model, "sigmaHold"));
        return g.LessEqual(share * options.Steps, g.StepIndex());
    }

    private static string VisibleKind(Target target, FamilyOptions options, FamilySettings settings)
    {
        string kind = settings.Choice("visible");
        bool isBinned = options.Bins > 0;
        bool isExact = options.Protocol == Protocol.Exact;
        if (kind == "automatic")
            return isBinned && isExact ? Softmax : Gaussian;
        if (kind == Softmax && !isBinned)
            throw new UserErrorException("rbm: visible=softmax needs categories; give --bins N with a one-dimensional target.", 2);
        if (kind == Gaussian && isBinned && isExact)
            throw new UserErrorException("rbm: visible=gaussian on one-hot vectors is part of --protocol seed; leave the setting out, or use that protocol.", 2);
        if (kind == Binary && (isBinned || !IsZeroOne(target)))
            throw new UserErrorException($"rbm: visible=binary needs a data file of zeros and ones without bins; {target.Name} is not one.", 2);
        return kind;
    }

    private static bool StartsExactly(FamilyOptions options, FamilySettings settings, string visible, int rows, int width)
    {
        // The seed protocol's conditionals belong to no joint law that could be drawn from.
        bool canBe = visible == Softmax || (visible == Gaussian && options.Protocol == Protocol.Exact && ExactStart.CanEnumerate(rows, width));
        string start = settings.Choice("sampleStart");
        if (start == Exact && !canBe)
            throw new UserErrorException("rbm: sampleStart=exact needs visibles that can be enumerated: a softmax group (--bins), or one or two Gaussian ones beside few enough hidden units, with --protocol exact; leave the setting out.", 2);
        return canBe && start != "noise";
    }

    private static bool IsZeroOne(Target target)
    {
        if (target is not DataTarget data)
            return false;
        float[] points = [.. data.Train];
        data.Standardisation.Backward(points);
        return Array.TrueForAll(points, x => Math.Abs(x) < 1e-4f || Math.Abs(x - 1) < 1e-4f);
    }

    /// <summary>Standardised zeros and ones back to exact zeros and ones.</summary>
    private static Value ToBinary(ProgramBuilder g, Target target, Value standardised)
    {
        if (target.Standardisation.IsIdentity)
            return standardised;
        return g.Less(g.Constant(0.5f), ToOriginalUnits(g, target, standardised));
    }
}
