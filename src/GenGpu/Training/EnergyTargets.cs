using System.Globalization;
using GenGpu.Core;
using GenGpu.Models.Energies;

namespace GenGpu.Training;

/// <summary>Makes the target of a run that learns from an energy.</summary>
public static class EnergyTargets
{
    /// <summary>Finds or reads the energy and checks what goes with it.</summary>
    /// <param name="configuration">A configuration with an energy.</param>
    /// <exception cref="UserErrorException">The energy is unknown or wrong, beta is not above 0, the condition does not fit, or a family does not learn from energies.</exception>
    public static EnergyTarget Create(TrainingConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Models.FirstOrDefault(model => !string.Equals(model, "flow", StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new UserErrorException($"{other} learns from samples, not from an energy: with --energy train the family flow.", exitCode: 2);
        if (configuration.Dimension < 0)
            throw new UserErrorException(FormattableString.Invariant($"--dimension must be at least 1, or 0 for as many coordinates as the expression names, not {configuration.Dimension}."), exitCode: 2);
        Energy energy = EnergyCatalog.Get(configuration.Energy!);
        if (configuration.Dimension > 0 && configuration.Dimension != energy.Dimensions)
            throw new UserErrorException(FormattableString.Invariant($"--dimension {configuration.Dimension} does not fit: {energy.Name} has {energy.Dimensions} coordinates; leave --dimension out."), exitCode: 2);
        EnergyCondition? condition = configuration.Condition is { } text ? Condition(text) : null;
        if (condition is { IsBeta: true } && configuration.Beta != 1)
            throw new UserErrorException(FormattableString.Invariant($"--beta {configuration.Beta} does not go with --condition {configuration.Condition}: the condition gives the temperatures; leave --beta out."), exitCode: 2);
        return new EnergyTarget(energy, configuration.Beta, condition);
    }

    private static EnergyCondition Condition(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (equals < 1 || colon < equals || !Number(text[(equals + 1)..colon], out double low) || !Number(text[(colon + 1)..], out double high))
            throw new UserErrorException($"--condition {text}: write name=low:high, for example --condition beta=0.5:2.", exitCode: 2);
        return new EnergyCondition(text[..equals].Trim(), low, high);
    }

    private static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
