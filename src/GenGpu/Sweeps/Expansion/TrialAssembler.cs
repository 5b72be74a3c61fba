using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;

namespace GenGpu.Sweeps.Expansion;

/// <summary>Makes the configuration of a trial from its values. A family takes the settings that it knows; one with the family in front wins.</summary>
internal sealed class TrialAssembler(SweepSpec spec)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The configuration of one point of the sweep.</summary>
    /// <exception cref="UserErrorException">Something does not fit; the message says which key, and where it stands.</exception>
    public TrainingConfiguration Assemble(IReadOnlyDictionary<string, TrialValue> values)
    {
        TrainingConfiguration configuration = CanonicalConfiguration.Defaults;
        foreach ((string key, TrialValue value) in values)
        {
            if (TrialFields.Find(key) is { } field)
                configuration = Set(configuration, field, value);
        }

        if (configuration.Models.Count == 0)
            configuration = configuration with { Models = [configuration.Energy is not null ? "flow" : throw new DataFormatException(spec.Path, "no trial has a model; give one in base or several in grid, for example model: [gan, vae, rbm].")] };
        if (configuration.Energy is not null)
            configuration = configuration with { Target = "energy" };
        else if (new[] { "beta", "dimension", "reference-samples" }.FirstOrDefault(values.ContainsKey) is { } alone)
            throw Fail(alone, alone == "beta" ? "beta is the inverse temperature of an energy, and there is no energy; the VAE's setting is vae.beta." : $"{alone} belongs to an energy; give energy as well.");
        configuration = configuration with { Settings = Settings(configuration, values), EarlyStopping = spec.Stop.Plateau };
        try
        {
            ConfigurationRules.Check(configuration);
        }
        catch (UserErrorException error)
        {
            throw new DataFormatException(spec.Path, error.Message, error);
        }

        foreach (long rung in spec.Stop.Halving?.Rungs ?? [])
        {
            if (rung % configuration.EvaluationInterval != 0)
                throw new DataFormatException(spec.Path, FormattableString.Invariant($"stop.halving ranks after {rung} steps, which is no multiple of evaluate-every ({configuration.EvaluationInterval})."));
        }

        return configuration;
    }

    /// <summary>Checks that every setting was taken by some trial.</summary>
    /// <exception cref="DataFormatException">One was not.</exception>
    public void RequireAllUsed()
    {
        if (spec.Owners.Keys.FirstOrDefault(key => !_used.Contains(key)) is { } key)
            throw Fail(key, $"{key} changes no trial: it is a setting of {string.Join(", ", spec.Owners[key])}, which the sweep does not train.");
    }

    private TrainingConfiguration Set(TrainingConfiguration configuration, TrialField field, TrialValue value)
    {
        try
        {
            return field.Set(configuration, value);
        }
        catch (UserErrorException error)
        {
            throw Fail(field.Name, error.Message);
        }
    }

    private Dictionary<string, string> Settings(TrainingConfiguration configuration, IReadOnlyDictionary<string, TrialValue> values)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        string family = configuration.Models[0];
        foreach ((string key, TrialValue value) in values)
        {
            if (spec.Owners.TryGetValue(key, out IReadOnlyList<string>? owners))
            {
                if (!owners.Contains(family))
                    continue;
                _used.Add(key);
                int dot = key.IndexOf('.', StringComparison.Ordinal);
                if (dot < 0)
                    settings.TryAdd(key, value.Text);
                else
                    settings[key[(dot + 1)..]] = value.Text;
            }
            else if (key.StartsWith(EnergyTargets.SettingPrefix, StringComparison.Ordinal))
            {
                settings[key] = configuration.Energy is not null ? value.Text : throw Fail(key, $"{key} belongs to an energy; give energy as well.");
            }
        }

        return settings;
    }

    private DataFormatException Fail(string key, string problem) => new(spec.Path, spec.Places.TryGetValue(key, out string? where) ? $"{where}: {problem}" : problem);
}
