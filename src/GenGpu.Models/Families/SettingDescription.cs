using System.Globalization;

namespace GenGpu.Models.Families;

/// <summary>
/// A setting of a family. A number becomes a hyper value of that name, which may differ between the models of an ensemble; a choice
/// (<see cref="Choices"/> not empty) and a structural number change the programs.
/// </summary>
/// <param name="Name">Name, camelCase, as in <c>--set name=value</c>.</param>
/// <param name="Default">Default number; for a choice, the index of the default.</param>
/// <param name="Description">One line for help texts.</param>
/// <param name="Minimum">Smallest value allowed.</param>
/// <param name="Maximum">Largest value allowed.</param>
/// <param name="IsWhole">Whether only whole numbers are allowed.</param>
/// <param name="IsStructural">Whether the value shapes the programs, so that models with different values belong to different ensembles.</param>
public sealed record SettingDescription(
    string Name,
    float Default,
    string Description,
    float Minimum = float.NegativeInfinity,
    float Maximum = float.PositiveInfinity,
    bool IsWhole = false,
    bool IsStructural = false)
{
    /// <summary>The words allowed, empty for a number.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What settings of continuous values need (<see cref="Needs"/>).</summary>
    internal const string Continuous = "continuous values (--bins 0)";

    /// <summary>What a setting needs to change anything, where that is no other setting's choice, for messages; empty for none.</summary>
    public string Needs { get; init; } = "";

    /// <summary>What holds while the setting is not given, in words, where that is no value of its own: <c>as learningRate</c>, <c>no clipping</c>. Null where it is <see cref="Default"/>.</summary>
    public string? Absent { get; init; }

    /// <summary>The default as text, or what holds while the setting is not given.</summary>
    public string DefaultText => Absent ?? (Choices.Count > 0 ? Choices[(int)Default] : Text(Default));

    /// <summary>What a value must be, for messages and help texts: <c>a number above 0</c>, <c>one of constant, linear</c>.</summary>
    public string Expected
    {
        get
        {
            if (Choices.Count > 0)
                return $"one of {string.Join(", ", Choices)}";
            string kind = IsWhole ? "a whole number" : "a number";
            return (float.IsFinite(Minimum), float.IsFinite(Maximum)) switch
            {
                (true, true) => FormattableString.Invariant($"{kind} from {Text(Minimum)} to {Text(Maximum)}"),
                (true, false) => FormattableString.Invariant($"{kind} of at least {Text(Minimum)}"),
                (false, true) => FormattableString.Invariant($"{kind} of at most {Text(Maximum)}"),
                _ => kind,
            };
        }
    }

    // As people type it: 5e-5, not 5E-05.
    private static string Text(float value)
    {
        string[] parts = value.ToString(CultureInfo.InvariantCulture).Split('E');
        return parts.Length == 1 ? parts[0] : $"{parts[0]}e{int.Parse(parts[1], CultureInfo.InvariantCulture)}";
    }

    /// <summary>A setting that takes one of several words; the first is the default.</summary>
    /// <param name="name">Name, camelCase.</param>
    /// <param name="description">One line for help texts.</param>
    /// <param name="choices">The words.</param>
    public static SettingDescription Choice(string name, string description, params string[] choices) =>
        new(name, 0, description, 0, choices.Length - 1, IsWhole: true, IsStructural: true) { Choices = choices };
}
