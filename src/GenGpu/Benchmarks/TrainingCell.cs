using System.Globalization;
using GenGpu.Core;

namespace GenGpu.Benchmarks;

/// <summary>A family and the width of its hidden layer, written <c>gan:13</c>.</summary>
/// <param name="Family">gan, vae or rbm.</param>
/// <param name="Width">Width of the hidden layer.</param>
public sealed record TrainingCell(string Family, int Width)
{
    /// <summary>The classical benchmark at its two budgets, 310 and 1,600.</summary>
    public static IReadOnlyList<TrainingCell> Classical { get; } =
        [new("gan", 13), new("gan", 69), new("vae", 25), new("vae", 132), new("rbm", 102), new("rbm", 532)];

    /// <summary>Widest hidden layer that is timed.</summary>
    public const int MaximumWidth = 16384;

    /// <summary>Families that are timed.</summary>
    public static IReadOnlyList<string> Families { get; } = ["gan", "vae", "rbm"];

    /// <summary>Reads a cell.</summary>
    /// <param name="text">Family, colon, width.</param>
    /// <exception cref="UserErrorException">The text is something else, exit code 2.</exception>
    public static TrainingCell Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split(':') is not [{ Length: > 0 } family, { } width] || !int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            throw new UserErrorException($"'{text}' is no model to time; expected a family and a width, for example gan:13.", 2);
        if (!Families.Contains(family))
            throw new UserErrorException($"There is no family '{family}' to time{NameSuggestion.Hint(family, Families)}", 2);
        if (number is < 1 or > MaximumWidth)
            throw new UserErrorException(FormattableString.Invariant($"A width of {width} cannot be timed; it must be 1 to {MaximumWidth}."), 2);
        return new TrainingCell(family, number);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Family}:{Width}");
}
