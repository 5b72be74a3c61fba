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

    /// <summary>What a setting needs to change anything, where that is no other setting's choice, for messages; empty for none.</summary>
    public string Needs { get; init; } = "";

    /// <summary>The default as text.</summary>
    public string DefaultText => Choices.Count > 0 ? Choices[(int)Default] : Default.ToString(CultureInfo.InvariantCulture);

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
                (true, true) => FormattableString.Invariant($"{kind} from {Minimum} to {Maximum}"),
                (true, false) => FormattableString.Invariant($"{kind} of at least {Minimum}"),
                (false, true) => FormattableString.Invariant($"{kind} of at most {Maximum}"),
                _ => kind,
            };
        }
    }

    /// <summary>A setting that takes one of several words; the first is the default.</summary>
    /// <param name="name">Name, camelCase.</param>
    /// <param name="description">One line for help texts.</param>
    /// <param name="choices">The words.</param>
    public static SettingDescription Choice(string name, string description, params string[] choices) =>
        new(name, 0, description, 0, choices.Length - 1, IsWhole: true, IsStructural: true) { Choices = choices };
}
