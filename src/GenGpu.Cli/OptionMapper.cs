using GenGpu.Cli.Options;
using GenGpu.Core;
using GenGpu.Models.Targets;
using GenGpu.Training;

namespace GenGpu.Cli;

/// <summary>Turns options into a configuration.</summary>
internal static class OptionMapper
{
    /// <summary>The configuration of <c>gengpu compare</c>.</summary>
    /// <param name="options">The options.</param>
    public static TrainingConfiguration Map(CompareOptions options)
    {
        string families = options.Models ?? (options.Condition is null ? "gan,vae,rbm" : "gan,vae,flow");
        string[] models = families.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // The protocol compares named one-dimensional targets on 20 categories.
        bool protocolBins = options.Bins is null && options.Condition is null && options.Energy is null && TargetCatalog.Names.Contains(options.Target, StringComparer.OrdinalIgnoreCase) && TargetCatalog.Get(options.Target).Dimensions == 1;
        return Common(options, models, options.Bins ?? (protocolBins ? 20 : 0));
    }

    /// <summary>The configuration of <c>gengpu train</c>.</summary>
    /// <param name="options">The options.</param>
    public static TrainingConfiguration Map(TrainOptions options) =>
        Common(options, [options.Model ?? (options.Energy is not null ? "flow" : throw new UserErrorException("gengpu train needs --model: gan, wgan, wgan-gp, vae, rbm, flow or diffusion (flow learns --energy as well).", ExitCodes.Usage))], options.Bins);

    /// <summary>Settings as name and value.</summary>
    /// <param name="settings">Texts of the form name=value.</param>
    /// <exception cref="UserErrorException">A text has another form, or a name stands twice.</exception>
    public static IReadOnlyDictionary<string, string> Settings(IEnumerable<string> settings)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string setting in settings.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == setting.Length - 1)
                throw new UserErrorException($"--set {setting}: write name=value, for example --set learningRate=1e-3; gengpu settings lists the names.", ExitCodes.Usage);
            if (!map.TryAdd(setting[..equals].Trim(), setting[(equals + 1)..].Trim()))
                throw new UserErrorException($"--set gives {setting[..equals].Trim()} twice.", ExitCodes.Usage);
        }

        return map;
    }

    private static void RequireEnergy(TrainingOptions options)
    {
        if (options.Energy is not null)
            return;
        string? alone = options.Dimension != 0 ? "--dimension" : options.Beta != 1 ? "--beta" : options.ReferenceSamples != 0 ? "--reference-samples" : null;
        if (alone is not null)
            throw new UserErrorException($"{alone} belongs to an energy; give --energy as well, or leave it out.", ExitCodes.Usage);
    }

    private static TrainingConfiguration Common(TrainingOptions options, IReadOnlyList<string> models, int bins)
    {
        if (options.Patience < 0)
            throw new UserErrorException(FormattableString.Invariant($"--patience must be 0 (never stop early) or more, not {options.Patience}."), ExitCodes.Usage);
        if (options.Patience == 0 && options.StopMetric != TrainingOptions.DefaultStopMetric)
            throw new UserErrorException($"--stop-metric {options.StopMetric} changes nothing without --patience; give both, or leave it out.", ExitCodes.Usage);
        if (options.Resume && options.From is not null)
            throw new UserErrorException("--resume continues a run and --from begins a new one with its parameters; give one of them.", ExitCodes.Usage);
        RequireEnergy(options);
        return new TrainingConfiguration
        {
            Target = options.Energy is null ? options.Target : "energy",
            Energy = options.Energy,
            Dimension = options.Dimension,
            Beta = options.Beta,
            Condition = options.Condition,
            ReferenceSamples = options.ReferenceSamples,
            Models = [.. models.Select(model => model.ToLowerInvariant())],
            Budget = options.Budget,
            Bins = bins,
            Steps = options.Steps,
            BatchSize = options.BatchSize,
            Seeds = options.Seeds,
            Seed = options.Seed,
            Protocol = options.Protocol.ToLowerInvariant(),
            SnapshotPercent = options.SnapshotPercent,
            EvaluationInterval = options.EvaluationInterval,
            CurveSamples = options.CurveSamples,
            FinalSamples = options.FinalSamples,
            ExactLikelihood = !options.NoLikelihood,
            Layers = options.Layers,
            Settings = Settings(options.Settings),
            EarlyStopping = options.Patience > 0 ? new EarlyStopping(options.StopMetric, options.Patience) : null,
            From = options.From,
            Accelerator = options.Accelerator.ToLowerInvariant(),
            Threads = options.Threads,
            Output = options.Output,
            CheckpointSeconds = options.CheckpointSeconds,
        };
    }
}
