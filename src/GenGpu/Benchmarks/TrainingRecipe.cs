using GenGpu.Core;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Benchmarks;

/// <summary>How the models of one kind of <see cref="TrainingCell"/> are made: what they learn, with which settings, and what budget gives exactly the wanted width.</summary>
public sealed class TrainingRecipe
{
    private readonly string _family;
    private readonly Func<Target> _target;
    private readonly FamilyOptions _options;
    private readonly Func<long, long> _parameters;

    private TrainingRecipe(string name, string family, Func<Target> target, Func<long, long> parameters, FamilyOptions options)
    {
        Name = name;
        (_family, _target, _parameters, _options) = (family, target, parameters, options);
    }

    /// <summary>
    /// All recipes: gan, vae and rbm learn 2d-gmm from samples, batch 128; flow (8 affine couplings), flow2 (the same with two hidden layers) and spline (8 couplings of
    /// 8 bins) the double well from its energy, batch 1,024; phi4 the 8 x 8 lattice field with 16 affine couplings of periodic 3 x 3 convolutions, 1 to W to W to 2 channels, batch 64;
    /// diffusion (three hidden layers, 16 time features, average of the weights) 2d-gmm from samples, batch 256.
    /// </summary>
    public static IReadOnlyList<TrainingRecipe> All { get; } =
    [
        new("gan", "gan", () => TargetCatalog.Get("2d-gmm"), w => (23 * w) + 3, new FamilyOptions()),
        new("vae", "vae", () => TargetCatalog.Get("2d-gmm"), w => (12 * w) + 6, new FamilyOptions()),
        new("rbm", "rbm", () => TargetCatalog.Get("2d-gmm"), w => (3 * w) + 4, new FamilyOptions()),
        new("flow", "flow", DoubleWell, w => (8 * ((4 * w) + 2)) + 4, Flow(1024, 1, ("coupling", "affine"))),
        new("flow2", "flow", DoubleWell, w => (8 * ((w * w) + (5 * w) + 2)) + 4, Flow(1024, 2, ("coupling", "affine"))),
        new("spline", "flow", DoubleWell, w => (8 * ((25 * w) + 23)) + 4, Flow(1024, 1, ("coupling", "spline"), ("bins", "8"))),
        // 12,960 parameters of 16 nets at width 8, and a scale and a shift of each site behind them.
        new("phi4", "flow", () => new EnergyTarget(EnergyCatalog.Get("phi4-8x8")), w => (16 * ((9 * w * w) + (29 * w) + 2)) + 128,
            Flow(64, 2, ("coupling", "affine"), ("couplings", "16"), ("conditioner", "convolution"), ("base", "normal"), ("final", "trained"))),
        // Two rows of x and 16 of the time; three hidden layers.
        new("diffusion", "diffusion", () => TargetCatalog.Get("2d-gmm"), w => (2 * w * w) + (23 * w) + 2, new FamilyOptions
        {
            BatchSize = 256,
            HiddenLayers = 3,
            Settings = new Dictionary<string, string> { ["schedule"] = "constant" },
        }),
    ];

    /// <summary>Name of the recipe in cells.</summary>
    public string Name { get; }

    /// <summary>Samples per training step.</summary>
    public int BatchSize => _options.BatchSize;

    /// <summary>Makes the model whose hidden layers have exactly this width.</summary>
    /// <param name="width">Width of the hidden layers, or channels of convolutions.</param>
    /// <exception cref="UserErrorException">The model is too large to have a budget.</exception>
    public TrainableModel Create(int width)
    {
        long budget = _parameters(width);
        if (budget > int.MaxValue)
            throw new UserErrorException(FormattableString.Invariant($"{Name}:{width} has {budget} parameters, more than can be timed."), 2);
        TrainableModel model = FamilyCatalog.Get(_family).Create(_target(), _options with { Budget = (int)budget });
        return model.HiddenWidth == width && model.ParameterCount == budget
            ? model
            : throw new InvalidOperationException(FormattableString.Invariant($"{Name}:{width} was built with width {model.HiddenWidth} and {model.ParameterCount} parameters, not {budget}."));
    }

    private static EnergyTarget DoubleWell() => new(EnergyCatalog.Get("double-well"));

    /// <summary>Reverse Kullback-Leibler divergence and Adam with a constant learning rate, as the peers train.</summary>
    private static FamilyOptions Flow(int batchSize, int hiddenLayers, params (string Name, string Value)[] settings) => new()
    {
        BatchSize = batchSize,
        HiddenLayers = hiddenLayers,
        Settings = settings.Append(("schedule", "constant")).ToDictionary(setting => setting.Item1, setting => setting.Item2),
    };
}
