using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Conditions;
using GenGpu.Models.Diffusion;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Families;

/// <summary>
/// Denoising diffusion (DDPM; Ho, Jain and Abbeel 2020): a dense network of x_t and sinusoidal features of t predicts the noise, x_0 or v (Salimans and Ho 2022); linear and cosine
/// schedules (Nichol and Dhariwal 2021); ancestral and DDIM sampling (Song, Meng and Ermon 2021). Categories diffuse by random replacement (Hoogeboom et al. 2021; Austin et al. 2021).
/// </summary>
public sealed class DiffusionFamily : ModelFamily
{
    /// <summary>
    /// Name of the program that shows what noise the network sees at given times: input times [1, batch] of whole numbers 1 .. T; outputs noisy and noise [dimensions, batch], in standard
    /// deviations of the target. Models of continuous mixtures have it.
    /// </summary>
    public const string DenoiseProgram = "denoise";

    private const int MostSampleSteps = 100;

    /// <inheritdoc/>
    public override string Name => "diffusion";

    /// <inheritdoc/>
    public override string Description => "denoising diffusion (DDPM), ancestral or DDIM sampling, Adam";

    /// <inheritdoc/>
    public override IReadOnlyList<SettingDescription> Settings { get; } =
    [
        .. Optimizer.Settings(1e-3f, 0.9f, "cosine"),
        WeightAverage.Setting(0.999f),
        new("noiseSteps", 1000, "noise steps T of the forward process", 2, 10_000, IsWhole: true, IsStructural: true),
        SettingDescription.Choice("noiseSchedule", "course of alphaBar over the noise steps", "cosine", "linear"),
        new("betaFirst", 1e-4f, "first beta of noiseSchedule=linear", 1e-9f, 0.999f, IsStructural: true),
        new("betaLast", 0.02f, "last beta of noiseSchedule=linear", 1e-9f, 0.999f, IsStructural: true),
        SettingDescription.Choice("prediction", "what the network predicts; of categories always x0", "v", "epsilon", "x0") with { Needs = SettingDescription.Continuous },
        SettingDescription.Choice("loss", "mse: mean squared error of what is predicted, or cross entropy of categories; bound: the likelihood bound", "mse", "bound"),
        new("timeFeatures", 16, "sines and cosines of the time that the network sees, even", 2, 1024, IsWhole: true, IsStructural: true),
        SettingDescription.Choice("variance", "variance of a step back: beta, or that of the posterior given x0; not of categories", "beta", "posterior") with { Needs = SettingDescription.Continuous },
        SettingDescription.Choice("sampler", "ancestral draws noise at every step, ddim only at the first", "ancestral", "ddim"),
        new("sampleSteps", MostSampleSteps, "steps of a sampler, at most noiseSteps, which is also the default where it is less", 1, 10_000, IsWhole: true),
        new("sampleBound", 6, "largest |x0| that sampling believes, in standard deviations of the data", 1e-3f, 1e6f) { Needs = SettingDescription.Continuous, Absent = "none" },
    ];

    /// <inheritdoc/>
    private protected override TrainableModel Build(Target target, FamilyOptions options, FamilySettings settings, ModelBuilder model)
    {
        CategoryGrid? categories = CategoriesOf(options);
        NoiseSchedule schedule = ScheduleOf(settings);
        int features = settings.Whole("timeFeatures");
        if (features % 2 != 0)
            throw new UserErrorException(FormattableString.Invariant($"diffusion: timeFeatures={features} is odd; every sine has its cosine, give {features + 1}."), 2);
        if (settings.Number("sampleSteps", DefaultSampleSteps(schedule)) is var sampleSteps && sampleSteps > schedule.Steps)
            throw new UserErrorException(FormattableString.Invariant($"diffusion: sampleSteps={sampleSteps} exceeds noiseSteps={schedule.Steps}; sampling visits each noise step at most once."), 2);
        int rows = RowsOf(target, options);
        int layers = options.HiddenLayers;
        int conditions = target.Conditions?.FeatureRows ?? 0;
        int width = ParameterBudget.Solve(Name, target.Name, options.Budget, h => DenoisingNetwork.ParameterCount(rows, h, layers, features, conditions));
        var network = new DenoisingNetwork(model, rows, width, layers, features, schedule.Steps, conditions);
        GaussianDiffusion? gaussian = categories is null ? Gaussian(target, settings, model, schedule, network) : null;
        IDiffusionProcess process = gaussian is not null ? gaussian : new MultinomialDiffusion(schedule, network, rows);

        WeightAverage? average = WeightAverage.Create(model, settings, network.Parameters);

        ProgramBuilder g = model.Program("initialise", options.BatchSize, RandomPurpose.Initialise);
        network.Initialise(g);
        average?.Initialise(g);
        g.Build();

        g = model.Program("train", options.BatchSize, RandomPurpose.Train);
        DataBatch batch = Data(g, target, categories);
        Value loss = process.Loss(g, batch.X, settings.Choice("loss") == "bound", new DenoiserScope(g.Read, batch.Features));
        g.Report("loss", loss);
        new Optimizer(settings, options.Steps).Update(g, network.Parameters, g.Gradients(loss, network.Parameters));
        average?.Update(g);
        g.Build();

        Func<ProgramBuilder, Func<StateSlot, Value>> read = average is null ? program => program.Read : program => slot => average.Read(program, slot);

        BuildSample(model.Program("sample", options.SampleBatchSize, RandomPurpose.Sample), target, settings.Hyper(model, "sampleSteps", DefaultSampleSteps(schedule)), settings.Choice("sampler") == "ddim", process, categories, read);
        bool drawsPoints = categories is null && target.HasDensity;
        if (conditions == 0)
            BuildBound(model.Program(DiffusionLikelihood.ProgramName, options.SampleBatchSize, RandomPurpose.Evaluate), target, process, categories, drawsPoints, read);
        if (gaussian is not null && target.AsMixture is not null)
            BuildDenoise(model.Program(DenoiseProgram, options.SampleBatchSize, RandomPurpose.Evaluate), target, gaussian, read);
        return new TrainableModel
        {
            Family = Name,
            Definition = model.Build(),
            Target = target,
            Options = options,
            HiddenWidth = width,
            Categories = categories,
            Likelihood = conditions > 0 || (target.IsDiscrete && categories is null) ? null : new DiffusionLikelihood(target, categories),
            Diffusion = schedule,
        };
    }

    private static float DefaultSampleSteps(NoiseSchedule schedule) => Math.Min(MostSampleSteps, schedule.Steps);

    private static NoiseSchedule ScheduleOf(FamilySettings settings) => settings.Choice("noiseSchedule") == "linear"
        ? NoiseSchedule.Linear(settings.Whole("noiseSteps"), settings.Number("betaFirst"), settings.Number("betaLast"))
        : NoiseSchedule.Cosine(settings.Whole("noiseSteps"));

    private static GaussianDiffusion Gaussian(Target target, FamilySettings settings, ModelBuilder model, NoiseSchedule schedule, DenoisingNetwork network)
    {
        NoisePrediction prediction = settings.Choice("prediction") switch
        {
            "v" => NoisePrediction.Velocity,
            "epsilon" => NoisePrediction.Epsilon,
            _ => NoisePrediction.Data,
        };
        HyperSlot? bound = settings.IsGiven("sampleBound") ? settings.Hyper(model, "sampleBound") : null;
        return new GaussianDiffusion(schedule, network, new DiffusionSpace(target), prediction, settings.Choice("variance") == "beta", bound);
    }

    private static void BuildSample(ProgramBuilder g, Target target, HyperSlot sampleSteps, bool isImplicit, IDiffusionProcess process, CategoryGrid? categories, Func<ProgramBuilder, Func<StateSlot, Value>> read)
    {
        ConditionValues? given = Given(g, target);
        Value x = process.Sample(g, sampleSteps, isImplicit, new DenoiserScope(read(g), given?.Features));
        if (categories is { } grid)
            OutputCategories(g, target, grid, x);
        else
            OutputSamples(g, target, x, given);
        g.Build();
    }

    private static void BuildBound(ProgramBuilder g, Target target, IDiffusionProcess process, CategoryGrid? categories, bool drawsPoints, Func<ProgramBuilder, Func<StateSlot, Value>> read)
    {
        Value points = drawsPoints ? target.Sample(g, "points") : g.Input("points", Shape.Batched(target.Dimensions, g.BatchSize));
        g.Output("bound", process.LogLikelihoodBound(g, categories is { } grid ? g.OneHot(points, grid.Count) : points, new DenoiserScope(read(g))));
        if (drawsPoints)
            g.Output("points", points);
        g.Build();
    }

    private static void BuildDenoise(ProgramBuilder g, Target target, GaussianDiffusion process, Func<ProgramBuilder, Func<StateSlot, Value>> read)
    {
        Value time = g.Input("times", Shape.Batched(1, g.BatchSize));
        (Value noisy, Value noise) = process.Denoise(g, target.Sample(g, "points"), time, new DenoiserScope(read(g)));
        g.Output("noisy", noisy);
        g.Output("noise", noise);
        g.Build();
    }
}
