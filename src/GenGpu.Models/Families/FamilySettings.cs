using System.Globalization;
using GenGpu.Core;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>The settings of one model: what the user gave, checked against the family's descriptions, and the defaults.</summary>
internal sealed class FamilySettings
{
    private readonly string _family;
    private readonly Dictionary<string, SettingDescription> _descriptions;
    private readonly Dictionary<string, float> _given = [];
    private readonly Dictionary<string, float> _defaults = [];
    private readonly HashSet<string> _used = [];

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="family">Name of the family, for messages.</param>
    /// <param name="descriptions">What the family knows.</param>
    /// <param name="given">Names and values as typed.</param>
    /// <param name="defaults">Replaces defaults of the descriptions for this model, where they depend on the protocol.</param>
    /// <exception cref="UserErrorException">A name is unknown or a value is out of range.</exception>
    public FamilySettings(
        string family, IReadOnlyList<SettingDescription> descriptions, IReadOnlyDictionary<string, string> given, IReadOnlyDictionary<string, string> defaults)
    {
        _family = family;
        _descriptions = descriptions.ToDictionary(d => d.Name, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string text) in given)
        {
            if (!_descriptions.TryGetValue(name, out SettingDescription? description))
                throw new UserErrorException($"{family} has no setting '{name}'{NameSuggestion.Hint(name, [.. descriptions.Select(d => d.Name)])}", 2);
            _given[description.Name] = Parse(family, description, text);
        }

        foreach ((string name, string text) in defaults)
            _defaults[name] = Parse(family, _descriptions[name], text);
    }

    /// <summary>Whether the user gave that setting.</summary>
    /// <param name="name">Name of a setting.</param>
    public bool IsGiven(string name)
    {
        _used.Add(name);
        return _given.ContainsKey(name);
    }

    /// <summary>The number given, or the default.</summary>
    /// <param name="name">Name of a setting.</param>
    /// <param name="fallback">Replaces the default of the description, where it depends on the target.</param>
    public float Number(string name, float? fallback = null)
    {
        _used.Add(name);
        return _given.TryGetValue(name, out float value) || _defaults.TryGetValue(name, out value) ? value : fallback ?? _descriptions[name].Default;
    }

    /// <summary>The whole number given, or the default.</summary>
    /// <param name="name">Name of a setting.</param>
    public int Whole(string name) => (int)Number(name);

    /// <summary>The word given, or the default.</summary>
    /// <param name="name">Name of a choice.</param>
    public string Choice(string name) => _descriptions[name].Choices[Whole(name)];

    /// <summary>The number as a hyper value of the same name.</summary>
    /// <param name="model">The model that gets the hyper slot.</param>
    /// <param name="name">Name of a setting.</param>
    /// <param name="fallback">Replaces the default of the description.</param>
    public HyperSlot Hyper(ModelBuilder model, string name, float? fallback = null) =>
        model.Hyper(name, Number(name, fallback), _descriptions[name].Description);

    /// <summary>Checks that every setting given changes something.</summary>
    /// <param name="options">What else was asked for.</param>
    /// <exception cref="UserErrorException">One does not, with what it lacks, or the choices made by options and the other settings.</exception>
    public void RequireAllUsed(FamilyOptions options)
    {
        foreach (string name in _given.Keys)
        {
            if (_used.Contains(name))
                continue;
            if (_descriptions[name].Needs is { Length: > 0 } needs)
                throw new UserErrorException($"{_family}: setting '{name}' changes nothing here, for it needs {needs}; leave it out or ask for that.", 2);
            var causes = new List<string>();
            if (options.Bins > 0)
                causes.Add(FormattableString.Invariant($"--bins {options.Bins}"));
            if (options.Protocol == Protocol.Seed)
                causes.Add("--protocol seed");
            string choices = string.Join(", ", [.. causes, .. _descriptions.Values.Where(d => d.Choices.Count > 0 && _used.Contains(d.Name)).Select(d => $"{d.Name}={Choice(d.Name)}")]);
            throw new UserErrorException($"{_family}: setting '{name}' changes nothing here ({choices}); leave it out or change those.", 2);
        }
    }

    private static float Parse(string family, SettingDescription description, string text)
    {
        UserErrorException Wrong() => new($"{family}: {description.Name}={text} is not allowed; expected {description.Expected}.", 2);
        if (description.Choices.Count > 0)
        {
            int choice = description.Choices.Select((word, index) => (word, index)).Where(c => string.Equals(c.word, text, StringComparison.OrdinalIgnoreCase)).Select(c => c.index).DefaultIfEmpty(-1).First();
            return choice >= 0 ? choice : throw Wrong();
        }

        if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
            throw Wrong();
        if (value < description.Minimum || value > description.Maximum || (description.IsWhole && value != MathF.Floor(value)))
            throw Wrong();
        return value;
    }
}
