using System.Globalization;
using GenGpu.Core;
using GenGpu.Models.Conditions;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>Reads what <c>--at</c> says: <c>name=value</c> for every condition of a model, with commas.</summary>
public static class ConditionPlaces
{
    /// <summary>Reads and checks values for the conditions of a model.</summary>
    /// <param name="text">The text, or null when none was given.</param>
    /// <param name="target">What the model learned.</param>
    /// <param name="folder">Where it lies, for messages.</param>
    /// <returns>Null for a model without conditions.</returns>
    /// <exception cref="UserErrorException">A condition is missing, unknown (the nearest is suggested), no number, or a category that training has not seen.</exception>
    public static ConditionPlace? Read(string? text, Target target, string folder)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Conditions is not { } conditions)
            return text is null ? null : throw Usage($"--at {text}: the run in {folder} has no conditions; leave --at out.");
        if (text is null)
            throw Usage($"{folder} holds a model of {target.Name}: say for which {conditions.Names}, for example --at {Example(conditions)} ({string.Join("; ", conditions.All.Select(Covered))}).");
        var given = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = entry.LastIndexOf('=');
            if (equals < 1)
                throw Usage($"--at {text}: write name=value, for example --at {Example(conditions)}.");
            string name = entry[..equals].Trim();
            Condition condition = conditions.All.FirstOrDefault(known => known.Name == name)
                ?? throw Usage($"--at {name}: the run in {folder} is conditioned on {conditions.Names}{NameSuggestion.Hint(name, [.. conditions.All.Select(known => known.Name)])}");
            if (!given.TryAdd(name, Value(condition, entry[(equals + 1)..].Trim(), target)))
                throw Usage($"--at gives {name} twice.");
        }

        string[] missing = [.. conditions.All.Select(condition => condition.Name).Where(name => !given.ContainsKey(name))];
        if (missing.Length > 0)
            throw Usage($"--at {text} lacks {string.Join(", ", missing)}; give all of {conditions.Names}, for example --at {Example(conditions)}.");
        return new ConditionPlace(
            [.. conditions.All.Select(condition => given[condition.Name])],
            [.. conditions.All.Where(condition => given[condition.Name] < condition.Low || given[condition.Name] > condition.High).Select(condition =>
                FormattableString.Invariant($"{condition.Name} = {given[condition.Name]:G6} lies outside of what was trained ({condition.Low:G6} to {condition.High:G6}): the model extrapolates"))]);
    }

    /// <summary>Conditions and values as they stand in tables: separation = 2.5, kind = 1.</summary>
    /// <param name="conditions">The conditions.</param>
    /// <param name="values">One value per condition.</param>
    public static string Text(ConditionSet conditions, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        return string.Join(", ", conditions.All.Zip(values).Select(pair => FormattableString.Invariant($"{pair.First.Name} = {pair.Second:G6}")));
    }

    private static double Value(Condition condition, string text, Target target)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value) || !float.IsFinite((float)value))
            throw Usage($"--at {condition.Name}={text}: a condition is a finite number.");
        if (condition.Kind == ConditionKind.Categorical)
        {
            foreach (double category in condition.Categories)
            {
                if ((float)category == (float)value)
                    return category;
            }

            throw Usage($"--at {condition.Name}={text}: training has not seen this category; {Covered(condition)}.");
        }

        if (condition.Kind == ConditionKind.Geometric && value <= 0)
            throw Usage($"--at {condition.Name}={text}: {condition.Name} is above 0.");
        double least = (target as ParameterTarget)?.Law.Parameters.First(parameter => parameter.Name == condition.Name).Minimum ?? double.NegativeInfinity;
        return value >= least ? value : throw Usage(FormattableString.Invariant($"--at {condition.Name}={text}: {condition.Name} is at least {least}."));
    }

    private static string Covered(Condition condition) => condition.Kind == ConditionKind.Categorical
        ? $"{condition.Name} was {string.Join(", ", condition.Categories.Select(category => category.ToString("G6", CultureInfo.InvariantCulture)))}"
        : FormattableString.Invariant($"{condition.Name} was trained from {condition.Low:G6} to {condition.High:G6}");

    private static string Example(ConditionSet conditions) =>
        string.Join(",", conditions.All.Select(condition => FormattableString.Invariant($"{condition.Name}={condition.Middle:G4}")));

    private static UserErrorException Usage(string message) => new(message, 2);
}
