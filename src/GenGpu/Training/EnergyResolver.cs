using System.Text.RegularExpressions;
using GenGpu.Core;
using GenGpu.Models.Energies;
using GenGpu.Models.Energies.Expressions;
using GenGpu.Storage;

namespace GenGpu.Training;

/// <summary>Turns what a user calls an energy into one: a name of the catalog, a .yaml file, or an expression such as <c>x0^4 - 4*x0^2</c>.</summary>
public static class EnergyResolver
{
    /// <summary>Begins the name of an energy that a C# program has brought along.</summary>
    public const string OwnPrefix = "C#:";

    /// <summary>How configurations name an energy that a C# program has brought along.</summary>
    /// <param name="energy">The energy.</param>
    public static string NameOf(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return OwnPrefix + energy.Name;
    }

    /// <summary>Finds, reads or parses the energy.</summary>
    /// <param name="specification">A name, the path of a .yaml file, or an expression.</param>
    /// <param name="dimension">Number of coordinates; null for that of the name or file, for an expression the largest coordinate used + 1.</param>
    /// <param name="parameters">Values of parameters by name; an expression may use any name that is given here.</param>
    /// <param name="own">An energy of the calling program, which <see cref="NameOf"/> names; null for none.</param>
    /// <exception cref="UserErrorException">It is neither (the nearest name and the place where the expression fails are named), the file is bad, or the dimension is another one.</exception>
    public static Energy Resolve(string specification, int? dimension = null, IReadOnlyDictionary<string, double>? parameters = null, Energy? own = null)
    {
        if (string.IsNullOrWhiteSpace(specification))
            throw new UserErrorException($"--energy is empty; known: {string.Join(", ", EnergyCatalog.Names)}, a .yaml file, or an expression such as x0^4 - 4*x0^2.", exitCode: 2);
        string text = specification.Trim();
        parameters ??= new Dictionary<string, double>();
        if (own is not null || text.StartsWith(OwnPrefix, StringComparison.Ordinal))
            return WithDimension(Own(text, own), dimension).With(parameters);
        if (EnergyCatalog.Claims(text))
            return WithDimension(EnergyCatalog.Get(text), dimension).With(parameters);
        return Path.GetExtension(text).ToLowerInvariant() is ".yaml" or ".yml"
            ? WithDimension(EnergyYaml.Read(text), dimension).With(parameters)
            : Parse(text, dimension, parameters);
    }

    private static Energy Own(string text, Energy? own)
    {
        if (own is null)
            throw new UserErrorException($"Energy {text[OwnPrefix.Length..]} belongs to the C# program that trained with it, and only that program can evaluate it: give it to RunPlan.Create, TrainingJob.Energy or TrainedModels.Energy there.", exitCode: 2);
        return text == NameOf(own) ? own : throw new UserErrorException($"The configuration names energy '{text}', but {NameOf(own)} was given; leave the name out, or give that energy.", exitCode: 2);
    }

    private static ExpressionEnergy Parse(string text, int? dimension, IReadOnlyDictionary<string, double> parameters)
    {
        foreach (string name in parameters.Keys)
        {
            if (ExpressionEnergy.ParameterProblem(name) is { } problem)
                throw new UserErrorException($"--set energy.{name}: {problem}.", exitCode: 2);
            if (!Regex.IsMatch(text, $@"\b{Regex.Escape(name)}\b", RegexOptions.CultureInvariant))
                throw new UserErrorException($"--set energy.{name}: the expression does not use '{name}'.", exitCode: 2);
        }

        try
        {
            return new ExpressionEnergy(text, new ExpressionEnergySettings { Dimension = dimension, Parameters = [.. parameters.Select(pair => new EnergyParameter(pair.Key, pair.Value))] });
        }
        catch (ExpressionException error)
        {
            string hint = EnergyCatalog.Nearest(text) is string nearest ? $"; did you mean '{nearest}'?"
                : IsName(text) ? $" (known: {string.Join(", ", EnergyCatalog.Names)})."
                : ".";
            string shown = text.Length <= 60 ? text : text[..57] + "...";
            throw new UserErrorException(
                FormattableString.Invariant($"'{shown}' is no energy by name{hint} It is no expression either: column {error.Column}: {error.Problem}."),
                exitCode: 2,
                error);
        }
    }

    private static bool IsName(string text) => text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    private static Energy WithDimension(Energy energy, int? dimension) => dimension is null || dimension == energy.Dimensions
        ? energy
        : throw new UserErrorException(FormattableString.Invariant($"Energy {energy.Name} has {energy.Dimensions} coordinates, but --dimension is {dimension}; leave --dimension out."), exitCode: 2);
}
