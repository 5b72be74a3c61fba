using GenGpu.Core;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>Builds the models of a configuration and hands each family the settings that are meant for it.</summary>
public static class FamilyPlanner
{
    /// <summary>Builds one model per family.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="target">What they learn.</param>
    /// <exception cref="UserErrorException">Unknown family or setting (the nearest is suggested), or a budget too small (the smallest is named); exit code 2.</exception>
    public static IReadOnlyList<TrainableModel> Create(TrainingConfiguration configuration, Target target)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(target);
        IModelFamily[] families = [.. configuration.Models.Select(FamilyCatalog.Get)];
        CheckSettings(configuration.Settings, families);
        return [.. families.Select(family => family.Create(target, new FamilyOptions
        {
            Budget = configuration.Budget,
            HiddenLayers = configuration.Layers,
            BatchSize = configuration.BatchSize,
            SampleBatchSize = Math.Min(1000, configuration.CurveSamples),
            Bins = configuration.Bins,
            Protocol = string.Equals(configuration.Protocol, "seed", StringComparison.OrdinalIgnoreCase) ? Protocol.Seed : Protocol.Exact,
            Steps = configuration.Steps,
            Settings = SettingsOf(family, configuration.Settings),
        }))];
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

    private static void CheckSettings(IReadOnlyDictionary<string, string> settings, IModelFamily[] families)
    {
        foreach (string key in settings.Keys)
        {
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
