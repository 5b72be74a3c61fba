using System.Globalization;
using GenGpu.Core;
using GenGpu.Models.Families;

namespace GenGpu.Benchmarks;

/// <summary>A <see cref="TrainingRecipe"/> and the width of the hidden layers, written <c>gan:13</c>.</summary>
/// <param name="Family">Name of the recipe: gan, vae, rbm, flow, flow2, spline, phi4 or diffusion.</param>
/// <param name="Width">Width of the hidden layers.</param>
public sealed record TrainingCell(string Family, int Width)
{
    /// <summary>The classical benchmark at its two budgets, 310 and 1,600.</summary>
    public static IReadOnlyList<TrainingCell> Classical { get; } =
        [new("gan", 13), new("gan", 69), new("vae", 25), new("vae", 132), new("rbm", 102), new("rbm", 532)];

    /// <summary>Flows that learn from an energy.</summary>
    public static IReadOnlyList<TrainingCell> Flows { get; } = [new("flow", 64), new("flow2", 64), new("spline", 64), new("phi4", 8)];

    /// <summary>Widest hidden layer that is timed.</summary>
    public const int MaximumWidth = 16384;

    /// <summary>Names of the recipes.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. TrainingRecipe.All.Select(recipe => recipe.Name)];

    /// <summary>Reads a cell.</summary>
    /// <param name="text">Family, colon, width.</param>
    /// <exception cref="UserErrorException">The text is something else, exit code 2.</exception>
    public static TrainingCell Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split(':') is not [{ Length: > 0 } family, { } width] || !int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            throw new UserErrorException($"'{text}' is no model to time; expected a family and a width, for example gan:13.", 2);
        Find(family);
        if (number is < 1 or > MaximumWidth)
            throw new UserErrorException(FormattableString.Invariant($"A width of {width} cannot be timed; it must be 1 to {MaximumWidth}."), 2);
        return new TrainingCell(family, number);
    }

    /// <summary>Samples per training step.</summary>
    public int BatchSize => Find(Family).BatchSize;

    /// <summary>Makes the model.</summary>
    /// <exception cref="UserErrorException">There is no such recipe, or the model is too large.</exception>
    public TrainableModel CreateModel() => Find(Family).Create(Width);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Family}:{Width}");

    private static TrainingRecipe Find(string family) => TrainingRecipe.All.FirstOrDefault(recipe => recipe.Name == family)
        ?? throw new UserErrorException($"There is no family '{family}' to time{NameSuggestion.Hint(family, Families)}", 2);
}
