using System.Globalization;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Training;

namespace GenGpu.Sweeps.Execution;

/// <summary>Builds models for trials and keeps what can be shared: one target per name, one set of metrics with its floors per target and sample number, one definition per shape, so that nothing is read, measured or compiled twice.</summary>
/// <param name="accelerator">What trains; stays the caller's.</param>
public sealed class ModelCatalog(IAccelerator accelerator) : IDisposable
{
    private readonly Dictionary<string, Target> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetSampling> _samplings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ISampleMetrics> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EnsembleModel> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Fingerprint, IReadOnlyList<float[]> Hypers)> _built = new(StringComparer.Ordinal);

    /// <summary>The shared model of a trial's shape, and the trial's own hyper values.</summary>
    /// <param name="configuration">The trial's configuration.</param>
    /// <exception cref="GenGpu.Core.UserErrorException">The configuration does not fit.</exception>
    public (EnsembleModel Ensemble, IReadOnlyList<float[]> Hypers) Get(TrainingConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        // Seeds alone change nothing that is built, so repetitions share one.
        string identity = RunKey(configuration, withSettings: true);
        if (_built.TryGetValue(identity, out (string Fingerprint, IReadOnlyList<float[]> Hypers) known))
            return (_models[known.Fingerprint], known.Hypers);
        Target target = TargetOf(configuration);
        ConfigurationRules.CheckTarget(configuration, target);
        TrainableModel model = FamilyPlanner.Create(configuration, target)[0];
        string fingerprint = string.Join('\n', DefinitionFingerprint.Of(model.Definition), RunKey(configuration, configuration.ExactLikelihood));
        if (!_models.TryGetValue(fingerprint, out EnsembleModel? ensemble))
            _models.Add(fingerprint, ensemble = new EnsembleModel(model, configuration, MetricsOf(configuration, target, model), fingerprint));
        IReadOnlyList<float[]> hypers = [.. model.Definition.Hypers.Select(slot => slot.Defaults.ToArray())];
        if (_built.Count > 4096)
            _built.Clear();
        _built[identity] = (fingerprint, hypers);
        return (ensemble, hypers);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TargetSampling sampling in _samplings.Values)
            sampling.Dispose();
    }

    // What trials of one run share besides the programs. The likelihood looks at settings that may be no hyper values.
    private static string RunKey(TrainingConfiguration c, bool withSettings) => string.Join(' ', ConfigurationText.Fields(c)
        .Where(field => field.Option is not ("--seed" or "--seeds" or "--set") || (withSettings && field.Option == "--set"))
        .Select(field => $"{field.Option}={field.Value}").Append(c.ExactLikelihood ? "likelihood" : ""));

    private Target TargetOf(TrainingConfiguration configuration)
    {
        string key = TargetKey(configuration);
        if (!_targets.TryGetValue(key, out Target? target))
            _targets.Add(key, target = configuration.Energy is null ? TargetResolver.Resolve(configuration.Target, configuration.Condition) : EnergyTargets.Create(configuration));
        return target;
    }

    private ISampleMetrics MetricsOf(TrainingConfiguration configuration, Target target, TrainableModel model)
    {
        var plan = new RunPlan(configuration, target.Joint, [model]);

        // Metrics of an energy know where each flow puts its weights.
        if (target is EnergyTarget)
            return plan.CreateMetrics(accelerator, null);
        string key = string.Create(CultureInfo.InvariantCulture, $"{TargetKey(configuration)} {configuration.Protocol} {configuration.Bins} {configuration.CurveSamples}");
        if (_metrics.TryGetValue(key, out ISampleMetrics? metrics))
            return metrics;
        if (!_samplings.TryGetValue(TargetKey(configuration), out TargetSampling? sampling))
            _samplings.Add(TargetKey(configuration), sampling = new TargetSampling(accelerator, target.Joint));
        _metrics.Add(key, metrics = plan.CreateMetrics(accelerator, sampling));
        return metrics;
    }

    private static string TargetKey(TrainingConfiguration c) => c.Energy is null ? $"{c.Target} {c.Condition}" : string.Join(' ', ConfigurationText.Fields(c with
    {
        Settings = c.Settings.Where(setting => setting.Key.StartsWith(EnergyTargets.SettingPrefix, StringComparison.Ordinal)).ToDictionary(),
    }).Where(field => field.Option is "--energy" or "--dimension" or "--beta" or "--condition" or "--reference-samples" or "--set").Select(field => $"{field.Option}={field.Value}"));
}
