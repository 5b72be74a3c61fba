using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GenGpu.Core;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;

namespace GenGpu.Sweeps.Expansion;

/// <summary>
/// The configuration of one trial as a flat list of keys and values in ordinal order: everything that decides its result, with defaults filled in; no paths of outputs, no accelerator, no resources.
/// Its trial id is the beginning of SHA-256 over this list as JSON and the numerics version.
/// </summary>
public static class CanonicalConfiguration
{
    /// <summary>Hexadecimal digits of a trial id.</summary>
    public const int IdLength = 12;

    private const string StopPrefix = "stop.";

    /// <summary>What a trial has where a sweep says nothing: the defaults of training, without timeline and likelihood.</summary>
    public static TrainingConfiguration Defaults { get; } = new() { Models = [], SnapshotPercent = 0, ExactLikelihood = false };

    /// <summary>The list of a configuration.</summary>
    /// <param name="configuration">A configuration with one model and one seed.</param>
    /// <param name="stop">When it stops early.</param>
    public static KeyValuePair<string, TrialValue>[] Of(TrainingConfiguration configuration, StopRules stop)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(stop);
        var entries = new List<KeyValuePair<string, TrialValue>>(32);
        foreach (TrialField field in TrialFields.All)
        {
            if (field.Get(configuration) is { } value)
                entries.Add(new(field.Name, value));
        }

        string family = configuration.Models[0];
        foreach ((string setting, string text) in configuration.Settings)
        {
            string column = setting.StartsWith(EnergyTargets.SettingPrefix, StringComparison.Ordinal) ? setting : TrialKeys.ColumnOf(family, setting);
            entries.Add(new(column, SpecScalars.IsNumber(text, out double number) ? TrialValue.Of(number) : TrialValue.Of(text)));
        }

        entries.AddRange(StopEntries(stop));
        entries.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return [.. entries];
    }

    /// <summary>The configuration of a list; the inverse of <see cref="Of"/>.</summary>
    /// <param name="entries">The list, in any order.</param>
    /// <exception cref="UserErrorException">A key is unknown: the list comes from a newer version.</exception>
    public static TrainingConfiguration ToConfiguration(IEnumerable<KeyValuePair<string, TrialValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        TrainingConfiguration configuration = Defaults;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, TrialValue value) in entries)
        {
            if (TrialFields.Find(key) is { } field)
                configuration = field.Set(configuration, value);
            else if (key.StartsWith(EnergyTargets.SettingPrefix, StringComparison.Ordinal))
                settings.Add(key, value.Text);
            else if (!key.StartsWith(StopPrefix, StringComparison.Ordinal))
                settings.Add(key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..], value.Text);
        }

        if (configuration.Energy is not null)
            configuration = configuration with { Target = "energy" };
        return configuration with { Settings = settings, EarlyStopping = ToStopRules(entries).Plateau };
    }

    /// <summary>The stop rules in a list.</summary>
    /// <param name="entries">The list.</param>
    public static StopRules ToStopRules(IEnumerable<KeyValuePair<string, TrialValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Dictionary<string, TrialValue> stop = entries.Where(entry => entry.Key.StartsWith(StopPrefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[StopPrefix.Length..], entry => entry.Value);
        return new StopRules(
            stop.TryGetValue("minutes", out TrialValue minutes) ? minutes.Number : null,
            stop.TryGetValue("plateau.metric", out TrialValue metric) ? new EarlyStopping(metric.Text, (int)stop["plateau.patience"].Number!.Value) : null,
            stop.TryGetValue("halving.metric", out TrialValue ranked)
                ? new HalvingRule(ranked.Text, [.. stop["halving.rungs"].Text.Split(' ').Select(rung => long.Parse(rung, CultureInfo.InvariantCulture))], stop["halving.keep"].Number!.Value, (int)stop["halving.cohort"].Number!.Value)
                : null);
    }

    /// <summary>The list as one line of JSON.</summary>
    /// <param name="entries">A list in ordinal order.</param>
    public static string Json(IEnumerable<KeyValuePair<string, TrialValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var json = new StringBuilder("{");
        foreach ((string key, TrialValue value) in entries)
            json.Append(json.Length > 1 ? "," : "").Append('"').Append(key).Append("\":").Append(value.Json);
        return json.Append('}').ToString();
    }

    /// <summary>SHA-256 over the list and the numerics version, in lower-case hexadecimal digits; a trial id is its beginning.</summary>
    /// <param name="entries">A list in ordinal order.</param>
    /// <param name="numerics">The numerics version.</param>
    public static string Hash(IEnumerable<KeyValuePair<string, TrialValue>> entries, int numerics)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{{\"configuration\":{Json(entries)},\"numerics\":{numerics}}}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static IEnumerable<KeyValuePair<string, TrialValue>> StopEntries(StopRules stop)
    {
        if (stop.Minutes is { } minutes)
            yield return new("stop.minutes", TrialValue.Of(minutes));
        if (stop.Plateau is { } plateau)
        {
            yield return new("stop.plateau.metric", TrialValue.Of(plateau.Metric));
            yield return new("stop.plateau.patience", TrialValue.Of((long)plateau.Patience));
        }

        if (stop.Halving is { } halving)
        {
            yield return new("stop.halving.cohort", TrialValue.Of((long)halving.Cohort));
            yield return new("stop.halving.keep", TrialValue.Of(halving.Keep));
            yield return new("stop.halving.metric", TrialValue.Of(halving.Metric));
            yield return new("stop.halving.rungs", TrialValue.Of(string.Join(' ', halving.Rungs.Select(rung => rung.ToString(CultureInfo.InvariantCulture)))));
        }
    }
}
