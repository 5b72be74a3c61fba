using GenGpu.Core;
using GenGpu.Models.Families;
using GenGpu.Storage;
using GenGpu.Training;

namespace GenGpu.Sweeps.Spec;

/// <summary>Resolves keys of trials. Dashes and case do not matter: <c>batch-size</c>, <c>batchSize</c>, <c>learning-rate</c>, <c>learningRate</c>.</summary>
internal static class TrialKeys
{
    private static readonly string[] RunOptions = ["accelerator", "threads", "output", "checkpoint-seconds"];

    /// <summary>Whether two texts name the same key.</summary>
    public static bool IsSame(string left, string right) => string.Equals(Plain(left), Plain(right), StringComparison.OrdinalIgnoreCase);

    /// <summary>Name of a family's setting among the columns of a trial: its own name, with the family in front where an option has that name.</summary>
    public static string ColumnOf(string family, string setting) => TrialFields.All.Any(field => IsSame(field.Name, setting)) ? $"{family}.{setting}" : setting;

    /// <summary>Finds a key.</summary>
    /// <exception cref="DataFormatException">There is none of that name; the nearest is suggested.</exception>
    public static TrialKey Resolve(SpecDocument document, SpecEntry entry)
    {
        string key = entry.Key;
        if (TrialFields.All.FirstOrDefault(field => IsSame(field.Name, key)) is { } found)
            return new TrialKey(found.Name, found, null, []);
        if (RunOptions.FirstOrDefault(option => IsSame(option, key)) is { } option)
            throw document.Fail(entry.Where, $"{option} decides no result and is no key of a trial; give --{option} to gengpu sweep run.");
        if (key.StartsWith(EnergyTargets.SettingPrefix, StringComparison.OrdinalIgnoreCase) && key.Length > EnergyTargets.SettingPrefix.Length)
        {
            string parameter = key[EnergyTargets.SettingPrefix.Length..];
            return parameter.All(letter => char.IsLetterOrDigit(letter) || letter == '_')
                ? new TrialKey(EnergyTargets.SettingPrefix + parameter, null, null, [])
                : throw document.Fail(entry.Where, $"{MessageText.Quote(parameter)} is no name of an energy's parameter; a name has letters, digits and underscores.");
        }

        int dot = key.IndexOf('.', StringComparison.Ordinal);
        string? owner = dot > 0 ? key[..dot] : null;
        string name = key[(dot + 1)..];
        IModelFamily[] families = [.. FamilyCatalog.All.Where(family => owner is null || string.Equals(family.Name, owner, StringComparison.OrdinalIgnoreCase))];
        if (families.Length == 0)
            throw document.Fail(entry.Where, $"there is no family '{owner}'{NameSuggestion.Hint(owner!, [.. FamilyCatalog.All.Select(family => family.Name)])}");
        (string, SettingDescription)[] settings = [.. families.SelectMany(family => family.Settings.Where(setting => IsSame(setting.Name, name)).Select(setting => (family.Name, setting)))];
        if (settings.Length > 0)
            return new TrialKey(owner is null ? settings[0].Item2.Name : $"{families[0].Name}.{settings[0].Item2.Name}", null, owner is null ? null : families[0].Name, settings);
        string[] known = [.. families.SelectMany(family => family.Settings).Select(setting => owner is null ? setting.Name : $"{families[0].Name}.{setting.Name}").Concat(owner is null ? TrialFields.All.Select(field => field.Name) : []).Distinct()];
        throw document.Fail(entry.Where, $"there is no key '{key}'{NameSuggestion.Hint(key, known)}");
    }

    /// <summary>Reads a value of a key.</summary>
    /// <exception cref="DataFormatException">It is of another kind or out of range.</exception>
    public static TrialValue Bind(SpecDocument document, TrialKey key, SpecNode node)
    {
        SpecScalar scalar = document.Scalar(node, key.Name);
        if (key.Field is { } field)
        {
            return field.Kind switch
            {
                FieldKind.Whole => TrialValue.Of(SpecScalars.Whole(document, scalar, key.Name)),
                FieldKind.Number => TrialValue.Of(SpecScalars.Number(document, scalar, key.Name)),
                FieldKind.Seed => TrialValue.Of(SpecScalars.Seed(document, scalar, key.Name)),
                FieldKind.Flag => TrialValue.Of(SpecScalars.Flag(document, scalar, key.Name)),
                _ => Text(document, scalar, field.Name),
            };
        }

        if (key.IsEnergyParameter)
            return TrialValue.Of(SpecScalars.Number(document, scalar, key.Name));
        SettingDescription[] descriptions = [.. key.Settings.Select(setting => setting.Description)];
        if (descriptions.SelectMany(description => description.Choices).FirstOrDefault(word => string.Equals(word, scalar.Text, StringComparison.OrdinalIgnoreCase)) is { } choice)
            return TrialValue.Of(choice);
        string expected = descriptions[0].Expected;
        if (descriptions.All(description => description.Choices.Count > 0))
            throw SpecScalars.Wrong(document, scalar, key.Name, expected);
        double value = SpecScalars.Number(document, scalar, key.Name, expected);
        return descriptions.Any(description => Allows(description, value)) ? TrialValue.Of(value) : throw SpecScalars.Wrong(document, scalar, key.Name, expected);
    }

    // Families read settings as floats.
    private static bool Allows(SettingDescription description, double value) =>
        description.Choices.Count == 0 && (float)value >= description.Minimum && (float)value <= description.Maximum && float.IsFinite((float)value) && (!description.IsWhole || value == Math.Floor(value));

    private static TrialValue Text(SpecDocument document, SpecScalar scalar, string field)
    {
        string text = SpecScalars.Text(document, scalar, field);
        if (field != TrialFields.Model)
            return TrialValue.Of(text);
        string[] families = [.. FamilyCatalog.All.Select(family => family.Name)];
        return families.Contains(text.ToLowerInvariant())
            ? TrialValue.Of(text.ToLowerInvariant())
            : throw document.Fail(scalar.Where, $"there is no family '{text}'{NameSuggestion.Hint(text, families)}");
    }

    private static string Plain(string key) => key.Replace("-", "", StringComparison.Ordinal);
}
