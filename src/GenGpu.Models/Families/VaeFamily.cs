using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Models.Conditions;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Families;

/// <summary>
/// Variational autoencoder (Kingma and Welling 2014) with beta (Higgins et al. 2017): encoder D -> H -> mean and log variance, decoder latent -> H -> D. Loss: batch mean of
/// the squared error, or of the negative categorical log-likelihood in binned mode, plus beta KL(N(mean, variance) || N(0, I)).
/// </summary>
public sealed class VaeFamily : ModelFamily
{
    private const int ManifoldWidth = 64;
    private const float ManifoldRange = 3;

    /// <inheritdoc/>
    public override string Name => "vae";

    /// <inheritdoc/>
    public override string Description => "variational autoencoder with weight beta on the divergence, Adam";

    /// <inheritdoc/>
    public override IReadOnlyList<SettingDescription> Settings { get; } =
    [
        .. Optimizer.Settings(1e-3f, 0.9f),
        new("beta", 0.1f, "weight of the divergence; the decoder's variance is beta / 2", 0, 1e6f),
        new("latentDimension", 2, "number of latents", 1, 4096, IsWhole: true, IsStructural: true),
        new("decoderNoise", 0, "noise added to the decoder's mean when sampling, in units of the decoder's standard deviation sqrt(beta / 2)", 0, 1e3f) { Needs = SettingDescription.Continuous },
    ];

    /// <inheritdoc/>
    private protected override TrainableModel Build(Target target, FamilyOptions options, FamilySettings settings, ModelBuilder model)
    {
        CategoryGrid? categories = CategoriesOf(options);
        int rows = RowsOf(target, options);
        int latent = settings.Whole("latentDimension");
        int layers = options.HiddenLayers;
        int features = target.Conditions?.FeatureRows ?? 0;
        bool isCategorical = categories is not null && options.Protocol == Protocol.Exact;
        int width = ParameterBudget.Solve(Name, target.Name, options.Budget, h =>
            DenseNetwork.ParameterCount(rows + features, h, layers, 2 * latent) + DenseNetwork.ParameterCount(latent + features, h, layers, rows));
        var encoder = new DenseNetwork(model, "encoder", DenseNetwork.WidthsOf(rows + features, width, layers, 2 * latent));
        var decoder = new DenseNetwork(model, "decoder", DenseNetwork.WidthsOf(latent + features, width, layers, rows));
        HyperSlot beta = settings.Hyper(model, "beta");

        ProgramBuilder initialise = model.Program("initialise", options.BatchSize, RandomPurpose.Initialise);
        encoder.Initialise(initialise);
        decoder.Initialise(initialise);
        initialise.Build();

        ProgramBuilder train = model.Program("train", options.BatchSize, RandomPurpose.Train);
        Value[] gradients = EmitGradients(train, Data(train, target, categories), encoder, decoder, latent, beta, isCategorical);
        new Optimizer(settings, options.Steps).Update(train, [.. encoder.Parameters, .. decoder.Parameters], gradients);
        train.Build();

        BuildSample(model.Program("sample", options.SampleBatchSize, RandomPurpose.Sample), target, settings, decoder, latent, categories, beta, isCategorical);
        bool hasManifold = latent == 2 && features == 0;
        if (hasManifold)
            BuildManifold(model.Program("manifold", ManifoldWidth * ManifoldWidth, RandomPurpose.Sample), target, decoder, categories);
        ModelDefinition definition = model.Build();
        bool hasNoise = categories is null && settings.IsGiven("decoderNoise");
        string note = features > 0 ? ConditionalNote(hasNoise) : Note(categories is not null, isCategorical, hasNoise);
        return new TrainableModel
        {
            Family = Name,
            Definition = definition,
            Target = target,
            Options = options,
            HiddenWidth = width,
            Categories = categories,
            ManifoldWidth = hasManifold ? ManifoldWidth : 0,
            Likelihood = hasManifold ? LikelihoodOf(target, categories, layers, isCategorical) : null,
            MakeNotes = () => note,
        };
    }

    /// <summary>Emits the gradients of encoder and decoder, and the reports loss, reconstruction and klDivergence.</summary>
    private static Value[] EmitGradients(ProgramBuilder g, DataBatch batch, DenseNetwork encoder, DenseNetwork decoder, int latent, HyperSlot beta, bool isCategorical)
    {
        Value data = batch.X;
        Value code = encoder.Forward(g, data, batch.Features);
        Value mean = g.SliceRows(code, 0, latent);
        Value logVariance = g.SliceRows(code, latent, latent);
        Value deviation = g.Exp(logVariance * 0.5f);
        Value output = decoder.Forward(g, g.MultiplyAdd(deviation, g.Normal(latent, "latentNoise"), mean), batch.Features);
        float perSample = 1f / g.BatchSize;
        Value reconstruction = isCategorical
            ? (g.Sum(g.LogSumExpRows(output)) - g.Sum(data * output)) * perSample
            : g.Sum(g.Square(output - data)) * perSample;
        // KL(N(m, s^2) || N(0, 1)) = (m^2 + s^2 - 1 - log s^2) / 2, summed over latents; s^2 from s, so that one exponential serves both.
        Value terms = g.Sum(g.MultiplyAdd(mean, mean, g.Square(deviation)) - logVariance);
        Value klDivergence = g.MultiplyAdd(terms, g.Constant(0.5f * perSample), g.Constant(-0.5f * latent));
        Value loss = g.MultiplyAdd(g.Hyper(beta), klDivergence, reconstruction);
        g.Report("loss", loss);
        g.Report("reconstruction", reconstruction);
        g.Report("klDivergence", klDivergence);
        return g.Gradients(loss, [.. g.Read(encoder.Parameters), .. g.Read(decoder.Parameters)]);
    }

    private static void BuildSample(
        ProgramBuilder g, Target target, FamilySettings settings, DenseNetwork decoder, int latent, CategoryGrid? categories, HyperSlot beta, bool isCategorical)
    {
        ConditionValues? given = Given(g, target);
        Value output = decoder.Forward(g, g.Normal(latent, "latent"), given?.Features);
        if (categories is { } grid)
        {
            OutputCategories(g, target, grid, isCategorical ? g.Categorical(g.SoftmaxRows(output), "category") : g.ArgMaxRows(output));
        }
        else
        {
            if (settings.IsGiven("decoderNoise"))
            {
                Value deviation = g.Hyper(settings.Hyper(g.Model, "decoderNoise")) * g.Sqrt(g.Hyper(beta) * 0.5f);
                output = g.MultiplyAdd(g.Normal(target.Dimensions, "decoderNoise"), deviation, output);
            }

            OutputSamples(g, target, output, given);
        }

        g.Build();
    }

    private static void BuildManifold(ProgramBuilder g, Target target, DenseNetwork decoder, CategoryGrid? categories)
    {
        // The width is a power of two, so index / width and its floor are exact.
        Value index = g.SampleIndex();
        Value row = g.Floor(index * (1f / ManifoldWidth));
        Value column = index - row * ManifoldWidth;
        Value spacing = g.Constant(2 * ManifoldRange / (ManifoldWidth - 1));
        Value latent = g.MultiplyAdd(g.ConcatenateRows(column, row), spacing, g.Constant(-ManifoldRange));
        Value output = decoder.Forward(g, latent);
        if (categories is { } grid)
        {
            float[] points = [.. Enumerable.Range(0, grid.Count).Select(category => (float)grid.Point(category))];
            output = g.Dense(g.Buffer(g.Model.Buffer("categoryPoints", 1, grid.Count, points)), g.SoftmaxRows(output));
        }

        OutputSamples(g, target, output);
        g.Build();
    }

    private static LikelihoodEvaluator? LikelihoodOf(Target target, CategoryGrid? categories, int hiddenLayers, bool isCategorical)
    {
        if (categories is not { } grid)
            return new VaeLikelihood(target, hiddenLayers);
        return isCategorical ? new BinnedVaeLikelihood(target, grid, hiddenLayers) : null;
    }

    private static string ConditionalNote(bool hasNoise) => hasNoise ? "" : "Samples are decoder means; with --set vae.decoderNoise=1 they carry the decoder's noise too.";

    private static string Note(bool isBinned, bool isCategorical, bool hasNoise) => (isBinned, isCategorical, hasNoise) switch
    {
        (false, _, false) => "Samples are decoder means; the likelihood is that of p(x|z) = N(mean, beta/2 I).",
        (false, _, true) => "Samples carry decoder noise; the likelihood is that of p(x|z) = N(mean, beta/2 I).",
        (true, true, _) => "",
        _ => "Squared error on one-hot vectors defines no law over categories, so there is no likelihood.",
    };
}
