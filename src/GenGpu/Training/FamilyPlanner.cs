using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>Builds the models of a configuration and hands each family the settings that are meant for it.</summary>
public static class FamilyPlanner
{
    /// <summary>Budgets from here on can ask for layers wider than a program allows; below, such a failure would be a fault of the family.</summary>
    private const int LargeBudget = 16_384;

    /// <summary>Builds one model per family.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="target">What they learn.</param>
    /// <exception cref="UserErrorException">Unknown family or setting (the nearest is suggested), or a budget too small (the smallest is named); exit code 2.</exception>
    public static IReadOnlyList<TrainableModel> Create(TrainingConfiguration configuration, Target target)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(target);
        IModelFamily[] families = [.. configuration.Models.Select(FamilyCatalog.Get)];
        CheckSettings(configuration, families);
        return [.. families.Select(family => Create(configuration, target, family))];
    }

    private static TrainableModel Create(TrainingConfiguration configuration, Target target, IModelFamily family)
    {
        try
        {
            return family.Create(target, new FamilyOptions
            {
                Budget = configuration.Budget,
                HiddenLayers = configuration.Layers,
                BatchSize = configuration.BatchSize,
                SampleBatchSize = Math.Min(1000, configuration.CurveSamples),
                Bins = configuration.Bins,
                Protocol = string.Equals(configuration.Protocol, "seed", StringComparison.OrdinalIgnoreCase) ? Protocol.Seed : Protocol.Exact,
                Steps = configuration.Steps,
                Settings = SettingsOf(family, configuration.Settings),
            });
        }
        catch (Exception error) when (configuration.Budget >= LargeBudget && error is ProgramException or OverflowException)
        {
            // The widest layer passes what one draw of random numbers fills.
            throw new UserErrorException(FormattableString.Invariant($"A budget of {configuration.Budget} parameters is too large for {family.Name} on {target.Name}: a layer of a model may have at most 16384 units; lower --budget{(family.Name == "rbm" ? "" : " or give more --layers")}."), exitCode: 2, error);
        }
    }

    private static Dictionary<string, string> SettingsOf(IModelFamily family, IReadOnlyDictionary<string, string> settings)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in settings)
        {
            if (!key.Contains('.', StringComparison.Ordinal) && Known(family, key) is { } name)
                own.TryAdd(name, value);
        }

        // family.name=value counts for that family alone and wins over name=value.
        foreach ((string key, string value) in settings)
        {
            int dot = key.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0 && string.Equals(key[..dot], family.Name, StringComparison.OrdinalIgnoreCase) && Known(family, key[(dot + 1)..]) is { } name)
                own[name] = value;
        }

        return own;
    }

    private static void CheckSettings(TrainingConfiguration configuration, IModelFamily[] families)
    {
        foreach (string key in configuration.Settings.Keys)
        {
            if (configuration.Energy is not null && key.StartsWith(EnergyTargets.SettingPrefix, StringComparison.OrdinalIgnoreCase))
                continue;
            int dot = key.IndexOf('.', StringComparison.Ordinal);
            string owner = dot > 0 ? key[..dot] : "";
            string name = key[(dot + 1)..];
            IModelFamily[] meant = [.. families.Where(family => owner.Length == 0 || string.Equals(family.Name, owner, StringComparison.OrdinalIgnoreCase))];
            if (meant.Length == 0)
                throw new UserErrorException($"--set {key}: no family '{owner}' is trained here; trained: {string.Join(", ", families.Select(family => family.Name))}.", exitCode: 2);
            if (!meant.Any(family => Known(family, name) is not null))
            {
                string[] names = [.. meant.SelectMany(family => family.Settings).Select(setting => setting.Name).Distinct()];
                throw new UserErrorException($"There is no setting '{name}' of {string.Join(", ", meant.Select(family => family.Name))}{NameSuggestion.Hint(name, names)}", exitCode: 2);
            }
        }
    }

    private static string? Known(IModelFamily family, string name) =>
        family.Settings.FirstOrDefault(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase))?.Name;
}
