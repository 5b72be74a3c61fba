using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Adversarial;
using GenGpu.Models.Conditions;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Families;

/// <summary>What adversarial families share: the networks, the step (judge first, then the generator against the judge as it is then), sampling, and what the judge says at the end.</summary>
public abstract class AdversarialFamily : ModelFamily
{
    /// <summary>Name of the program in which the judge scores fresh data and fresh samples.</summary>
    public const string JudgeProgram = "judge";

    /// <summary>Its output with the scores of data, [1, batch].</summary>
    public const string RealOutput = "real";

    /// <summary>Its output with the scores of samples as the sample program draws them, [1, batch].</summary>
    public const string DrawnOutput = "drawn";

    /// <summary>Its output with |grad f| between the two, [1, batch]; critics only.</summary>
    public const string SlopeOutput = "slope";

    /// <summary>Settings that every adversarial family has.</summary>
    private protected static IReadOnlyList<SettingDescription> SharedSettings { get; } =
    [
        new("noiseScale", 1, "standard deviation of the generator's latents", 0),
        new("latentDimension", 16, "number of the generator's latents", 1, 4096, IsWhole: true, IsStructural: true),
        new("packing", 1, "samples that the discriminator or critic sees at a time (PacGAN)", 1, 4, IsWhole: true, IsStructural: true),
        .. GumbelTemperature.Settings,
        WeightAverage.Setting(),
    ];

    /// <summary>What the judge is called: prefix of its parameters, draw sites and learning rate.</summary>
    private protected abstract string JudgeName { get; }

    /// <summary>Whether the judge is a critic, whose slope is looked at.</summary>
    private protected abstract bool IsCritic { get; }

    /// <summary>What judge and generator minimise.</summary>
    private protected abstract AdversarialObjective ObjectiveOf(FamilySettings settings);

    /// <summary>Updates of the judge per step, or null for one.</summary>
    private protected virtual HyperSlot? JudgeUpdates(FamilySettings settings, ModelBuilder model) => null;

    /// <inheritdoc/>
    private protected override TrainableModel Build(Target target, FamilyOptions options, FamilySettings settings, ModelBuilder model)
    {
        CategoryGrid? categories = CategoriesOf(options);
        int rows = RowsOf(target, options);
        int latent = settings.Whole("latentDimension");
        int packing = settings.Whole("packing");
        int layers = options.HiddenLayers;
        int features = target.Conditions?.FeatureRows ?? 0;
        int seen = packing * (rows + features);
        int width = ParameterBudget.Solve(Name, target.Name, options.Budget, h =>
            DenseNetwork.ParameterCount(latent + features, h, layers, rows) + DenseNetwork.ParameterCount(seen, h, layers, 1));
        var generator = new DenseNetwork(model, "generator", DenseNetwork.WidthsOf(latent + features, width, layers, rows));
        var judge = new DenseNetwork(model, JudgeName, DenseNetwork.WidthsOf(seen, width, layers, 1));
        HyperSlot? noiseScale = settings.IsGiven("noiseScale") ? settings.Hyper(model, "noiseScale") : null;
        GumbelTemperature? temperature = categories is null ? null : new GumbelTemperature(model, settings, options.Steps);
        var average = WeightAverage.Create(model, settings, generator.Parameters);
        var networks = new AdversarialNetworks(generator, judge, latent, packing, noiseScale, temperature, average);

        ProgramBuilder g = model.Program("initialise", options.BatchSize, RandomPurpose.Initialise);
        generator.Initialise(g);
        judge.Initialise(g);
        average?.Initialise(g);
        g.Build();
        BuildTrain(model.Program("train", options.BatchSize, RandomPurpose.Train), target, options, settings, networks, average);
        BuildSample(model.Program("sample", options.SampleBatchSize, RandomPurpose.Sample), target, options, networks);
        BuildJudge(model.Program(JudgeProgram, options.SampleBatchSize, RandomPurpose.Evaluate), target, options, networks);
        return new TrainableModel
        {
            Family = Name,
            Definition = model.Build(),
            Target = target,
            Options = options,
            HiddenWidth = width,
            Categories = categories,
            Packing = packing,
        };
    }

    private void BuildTrain(ProgramBuilder g, Target target, FamilyOptions options, FamilySettings settings, AdversarialNetworks networks, WeightAverage? average)
    {
        var optimizer = new Optimizer(settings, options.Steps);
        AdversarialObjective objective = ObjectiveOf(settings);
        if (JudgeUpdates(settings, g.Model) is { } perStep)
        {
            Value before = g.StepIndex() * g.Hyper(perStep);
            g.Repeat(RepeatCount.Of(perStep), [before], done =>
            {
                Value updates = done[0] + 1f;
                UpdateJudge(updates);
                return [updates];
            });
        }
        else
        {
            UpdateJudge(null);
        }

        // Against the judge as it is now.
        IReadOnlyList<Value?> conditions = networks.Case("generatorCondition", site => Features(g, target, site));
        Value loss = objective.GeneratorLoss(g, networks.JudgeAt(g, conditions).Forward(g, networks.Learning(g, conditions)));
        g.Report("generatorLoss", loss);
        g.Report("loss", loss);
        optimizer.Update(g, networks.Generator.Parameters, g.Gradients(loss, networks.Generator.Parameters), "generatorLearningRate");
        average?.Update(g);
        g.Build();

        void UpdateJudge(Value? updates)
        {
            (Value real, IReadOnlyList<Value?> conditions) = Real(g, target, options, networks);
            Value loss = objective.JudgeLoss(g, networks.JudgeAt(g, conditions), real, () => networks.Fake(g, JudgeName, conditions));
            optimizer.Update(g, networks.Judge.Parameters, g.Gradients(loss, networks.Judge.Parameters), JudgeName + "LearningRate", updates);
            objective.AfterUpdate(g, networks.Judge);
        }
    }

    private static void BuildSample(ProgramBuilder g, Target target, FamilyOptions options, AdversarialNetworks networks)
    {
        ConditionValues? given = Given(g, target);
        Value output = networks.Sample(g, given?.Features);
        if (CategoriesOf(options) is { } grid)
        {
            Value logits = options.Protocol == Protocol.Seed ? output : output + g.Gumbel(grid.Count, "gumbel");
            OutputCategories(g, target, grid, g.ArgMaxRows(logits));
        }
        else
        {
            OutputSamples(g, target, output, given);
        }

        g.Build();
    }

    private void BuildJudge(ProgramBuilder g, Target target, FamilyOptions options, AdversarialNetworks networks)
    {
        (Value real, IReadOnlyList<Value?> conditions) = Real(g, target, options, networks);
        Value drawn = networks.Drawn(g, conditions);
        ConditionedNetwork judge = networks.JudgeAt(g, conditions);
        g.Output(RealOutput, judge.Forward(g, real));
        g.Output(DrawnOutput, judge.Forward(g, drawn));
        if (IsCritic)
            g.Output(SlopeOutput, WassersteinObjective.SlopeBetween(g, judge, real, drawn));
        g.Build();
    }

    // Data as the judge sees them, [m D, batch], with the features of each sample of the case.
    private static (Value Real, IReadOnlyList<Value?> Features) Real(ProgramBuilder g, Target target, FamilyOptions options, AdversarialNetworks networks)
    {
        IReadOnlyList<DataBatch> batches = networks.Case("data", site => Data(g, target, CategoriesOf(options), site));
        return (g.ConcatenateRows([.. batches.Select(batch => batch.X)]), [.. batches.Select(batch => batch.Features)]);
    }
}
