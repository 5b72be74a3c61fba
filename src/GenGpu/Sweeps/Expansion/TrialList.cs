using GenGpu.Sweeps.Spec;
using GenGpu.Training;

namespace GenGpu.Sweeps.Expansion;

/// <summary>The frozen list of a sweep's trials.</summary>
/// <param name="Name">Name of the sweep.</param>
/// <param name="Numerics">The numerics version that its ids were made with.</param>
/// <param name="Base">Canonical configuration of the first trial, in ordinal order.</param>
/// <param name="Trials">The trials, by index.</param>
public sealed record TrialList(string Name, int Numerics, IReadOnlyList<KeyValuePair<string, TrialValue>> Base, IReadOnlyList<SweepTrial> Trials)
{
    private readonly Dictionary<string, TrialValue> _base = Base.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);

    /// <summary>When trials stop early; the same for all trials of one generation.</summary>
    /// <param name="trial">A trial of the list.</param>
    public StopRules StopOf(SweepTrial trial) => CanonicalConfiguration.ToStopRules(EntriesOf(trial));

    /// <summary>The value that a trial has for a key, or null.</summary>
    /// <param name="trial">A trial of the list.</param>
    /// <param name="key">A canonical key.</param>
    public TrialValue? ValueOf(SweepTrial trial, string key)
    {
        ArgumentNullException.ThrowIfNull(trial);
        foreach ((string own, TrialValue? value) in trial.Own)
        {
            if (own == key)
                return value;
        }

        return _base.TryGetValue(key, out TrialValue shared) ? shared : null;
    }

    /// <summary>Whether the first trial has a key.</summary>
    internal bool Has(string key) => _base.ContainsKey(key);

    /// <summary>The canonical configuration of a trial, in ordinal order.</summary>
    /// <param name="trial">A trial of the list.</param>
    public IReadOnlyList<KeyValuePair<string, TrialValue>> EntriesOf(SweepTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.Own.Count == 0)
            return Base;
        var entries = new SortedDictionary<string, TrialValue>(_base, StringComparer.Ordinal);
        foreach ((string key, TrialValue? value) in trial.Own)
        {
            if (value is { } own)
                entries[key] = own;
            else
                entries.Remove(key);
        }

        return [.. entries];
    }

    /// <summary>The configuration of a trial.</summary>
    /// <param name="trial">A trial of the list.</param>
    public TrainingConfiguration ConfigurationOf(SweepTrial trial) => CanonicalConfiguration.ToConfiguration(EntriesOf(trial));

    /// <summary>Keys in which trials differ, in ordinal order.</summary>
    public IReadOnlyList<string> VariedKeys => _varied ??= [.. Trials.SelectMany(trial => trial.Own).Select(entry => entry.Key).Distinct().Order(StringComparer.Ordinal)];

    private IReadOnlyList<string>? _varied;

    /// <summary>The list with more trials at its end, each as differences from this list's base.</summary>
    /// <param name="more">Ids and canonical configurations of the trials to add.</param>
    public TrialList Extended(IEnumerable<(string Id, IReadOnlyList<KeyValuePair<string, TrialValue>> Entries)> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var trials = new List<SweepTrial>(Trials);
        int generation = Trials.Count == 0 ? 0 : Trials[^1].Generation + 1;
        foreach ((string id, IReadOnlyList<KeyValuePair<string, TrialValue>> entries) in more)
            trials.Add(new SweepTrial(trials.Count, id, generation, Differences(entries)));
        return new TrialList(Name, Numerics, Base, trials);
    }

    /// <summary>What differs from the base.</summary>
    /// <param name="entries">A canonical configuration, in ordinal order.</param>
    public IReadOnlyList<KeyValuePair<string, TrialValue?>> Differences(IReadOnlyList<KeyValuePair<string, TrialValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var own = new List<KeyValuePair<string, TrialValue?>>();
        int at = 0;
        foreach ((string key, TrialValue value) in Base)
        {
            for (; at < entries.Count && string.CompareOrdinal(entries[at].Key, key) < 0; at++)
                own.Add(new(entries[at].Key, entries[at].Value));
            if (at < entries.Count && entries[at].Key == key)
            {
                if (entries[at].Value != value)
                    own.Add(new(key, entries[at].Value));
                at++;
            }
            else
            {
                own.Add(new(key, null));
            }
        }

        for (; at < entries.Count; at++)
            own.Add(new(entries[at].Key, entries[at].Value));
        return own;
    }
}
