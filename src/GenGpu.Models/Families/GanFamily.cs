using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Families;

/// <summary>
/// Generative adversarial network (Goodfellow et al. 2014) with the non-saturating generator loss: generator latent -> H -> D, discriminator D -> H -> 1. In binned
/// mode the generator's logits pass through Gumbel-softmax, one-hot forward (Jang, Gu and Poole 2017).
/// </summary>
public sealed class GanFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string Name => "gan";

    /// <inheritdoc/>
    public override string Description => "generative adversarial network, non-saturating loss, Adam";

    /// <inheritdoc/>
    public override IReadOnlyList<SettingDescription> Settings { get; } =
    [
        .. Optimizer.Settings(2e-4f, 0.5f),
        new("generatorLearningRate", 2e-4f, "learning rate of the generator; absent: learningRate", 0),
        new("discriminatorLearningRate", 2e-4f, "learning rate of the discriminator; absent: learningRate", 0),
        new("labelSmoothing", 0.1f, "the discriminator's label on data is 1 - labelSmoothing", 0, 1),
        new("noiseScale", 1, "standard deviation of the generator's latents", 0),
        new("latentDimension", 16, "number of the generator's latents", 1, 4096, IsWhole: true, IsStructural: true),
        new("temperature", 1, "temperature of Gumbel-softmax; binned mode", 1e-3f, 1e3f),
        WeightAverage.Setting(),
    ];

    /// <inheritdoc/>
    private protected override TrainableModel Build(Target target, FamilyOptions options, FamilySettings settings, ModelBuilder model)
    {
        CategoryGrid? categories = CategoriesOf(options);
        int rows = RowsOf(target, options);
        int latent = settings.Whole("latentDimension");
        int layers = options.HiddenLayers;
        int width = ParameterBudget.Solve(Name, target.Name, options.Budget, h =>
            DenseNetwork.ParameterCount(latent, h, layers, rows) + DenseNetwork.ParameterCount(rows, h, layers, 1));
        var networks = new Networks(
            new DenseNetwork(model, "generator", DenseNetwork.WidthsOf(latent, width, layers, rows)),
            new DenseNetwork(model, "discriminator", DenseNetwork.WidthsOf(rows, width, layers, 1)),
            latent,
            settings.IsGiven("noiseScale") ? settings.Hyper(model, "noiseScale") : null);
        HyperSlot? temperature = categories is null ? null : settings.Hyper(model, "temperature");

        var average = WeightAverage.Create(model, settings, networks.Generator.Parameters);

        ProgramBuilder g = model.Program("initialise", options.BatchSize, RandomPurpose.Initialise);
        networks.Generator.Initialise(g);
        networks.Discriminator.Initialise(g);
        average?.Initialise(g);
        g.Build();
        BuildTrain(model.Program("train", options.BatchSize, RandomPurpose.Train), target, options, settings, networks, average, temperature);
        BuildSample(model.Program("sample", options.SampleBatchSize, RandomPurpose.Sample), target, options, networks, average);
        return new TrainableModel
        {
            Family = Name,
            Definition = model.Build(),
            Target = target,
            Options = options,
            HiddenWidth = width,
            Categories = categories,
        };
    }

    private static void BuildTrain(ProgramBuilder g, Target target, FamilyOptions options, FamilySettings settings, Networks networks, WeightAverage? average, HyperSlot? temperature)
    {
        var optimizer = new Optimizer(settings, options.Steps);
        // Discriminator: binary cross entropy with logits, softplus(x) - y x, means over the batch.
        Value real = networks.Discriminator.Forward(g, Data(g, target, CategoriesOf(options)));
        // Without the barrier the generator's gradient would lead through this update of the discriminator (an unrolled GAN).
        Value generated = g.StopGradient(Categorise(g, networks.Generate(g, "discriminatorLatent"), temperature is not null, "discriminatorGumbel"));
        Value fake = networks.Discriminator.Forward(g, generated);
        Value label = 1f - g.Hyper(settings.Hyper(g.Model, "labelSmoothing"));
        Value discriminatorLoss = g.Mean(g.Softplus(real)) - label * g.Mean(real) + g.Mean(g.Softplus(fake));
        g.Report("discriminatorLoss", discriminatorLoss);
        optimizer.Update(g, networks.Discriminator.Parameters, g.Gradients(discriminatorLoss, networks.Discriminator.Parameters), "discriminatorLearningRate");

        // Generator: -log D(G(z)) = softplus(-x) = softplus(x) - x, against the discriminator as it is now.
        Value output = networks.Generate(g, "generatorLatent");
        if (temperature is not null)
            output = g.GumbelSoftmax(output, g.Hyper(temperature), "generatorGumbel");
        Value judged = networks.Discriminator.Forward(g, output);
        Value generatorLoss = g.Mean(g.Softplus(judged)) - g.Mean(judged);
        g.Report("generatorLoss", generatorLoss);
        g.Report("loss", generatorLoss);
        optimizer.Update(g, networks.Generator.Parameters, g.Gradients(generatorLoss, networks.Generator.Parameters), "generatorLearningRate");
        average?.Update(g);
        g.Build();
    }

    private static void BuildSample(ProgramBuilder g, Target target, FamilyOptions options, Networks networks, WeightAverage? average)
    {
        Value output = networks.Generate(g, "latent", average is null ? g.Read : parameter => average.Read(g, parameter));
        if (CategoriesOf(options) is { } grid)
        {
            Value logits = options.Protocol == Protocol.Seed ? output : output + g.Gumbel(grid.Count, "gumbel");
            OutputCategories(g, target, grid, g.ArgMaxRows(logits));
        }
        else
        {
            OutputSamples(g, target, output);
        }

        g.Build();
    }

    /// <summary>In binned mode the one-hot of Gumbel-max: what Gumbel-softmax is in the forward direction, without the softmax that only a gradient needs.</summary>
    private static Value Categorise(ProgramBuilder g, Value logits, bool isBinned, string site) =>
        isBinned ? g.OneHot(g.ArgMaxRows(logits + g.Gumbel(logits.Shape.Rows, site)), logits.Shape.Rows) : logits;

    private sealed record Networks(DenseNetwork Generator, DenseNetwork Discriminator, int LatentDimension, HyperSlot? NoiseScale)
    {
        public Value Generate(ProgramBuilder g, string site) => Generate(g, site, g.Read);

        public Value Generate(ProgramBuilder g, string site, Func<StateSlot, Value> read)
        {
            Value latent = g.Normal(LatentDimension, site);
            return Generator.Forward(g, NoiseScale is null ? latent : latent * g.Hyper(NoiseScale), read);
        }
    }
}
