using System.Globalization;
using GenGpu.Core;
using GenGpu.Cpu;
using GenGpu.Evaluation;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;

namespace GenGpu.Training;

/// <summary>Makes the target of a run that learns from an energy.</summary>
public static class EnergyTargets
{
    /// <summary>Begins the settings that are an energy's parameters: <c>energy.lambda=8</c>.</summary>
    public const string SettingPrefix = "energy.";

    /// <summary>Finds or reads the energy, checks what goes with it, and draws samples of it where they are asked for.</summary>
    /// <param name="configuration">A configuration with an energy.</param>
    /// <param name="own">An energy of the calling program that the configuration names by <see cref="EnergyResolver.NameOf"/>, or null.</param>
    /// <param name="stop">Asks to stop while chains run.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="UserErrorException">The energy is unknown or wrong, beta is not above 0, the condition does not fit, or a family does not learn from energies.</exception>
    public static EnergyTarget Create(TrainingConfiguration configuration, Energy? own = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Models.FirstOrDefault(model => !string.Equals(model, "flow", StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new UserErrorException($"{other} learns from samples, not from an energy: with --energy train the family flow.", exitCode: 2);
        if (configuration.Bins > 0)
            throw new UserErrorException("--bins are categories of a target, and an energy has none; leave --bins out.", exitCode: 2);
        if (configuration.Dimension < 0)
            throw new UserErrorException(FormattableString.Invariant($"--dimension must be at least 1, or 0 for as many coordinates as the expression names, not {configuration.Dimension}."), exitCode: 2);
        if (configuration.ReferenceSamples is < 0 or > 10_000_000)
            throw new UserErrorException(FormattableString.Invariant($"--reference-samples must be 0 (none) to 10000000, not {configuration.ReferenceSamples}."), exitCode: 2);
        Energy energy = EnergyResolver.Resolve(configuration.Energy!, configuration.Dimension > 0 ? configuration.Dimension : null, Parameters(configuration.Settings), own);
        Condition? condition = configuration.Condition is { } text ? ConditionText.Interval(text, "beta=0.5:2") : null;
        if (condition is { Name: EnergyTarget.BetaName } && configuration.Beta != 1)
            throw new UserErrorException(FormattableString.Invariant($"--beta {configuration.Beta} does not go with --condition {configuration.Condition}: the condition gives the temperatures; leave --beta out."), exitCode: 2);
        var target = new EnergyTarget(energy, configuration.Beta, condition);
        if (configuration.ReferenceSamples == 0 || target.HasSamples)
            return target;
        if (energy is CallbackEnergy)
            throw new UserErrorException($"--reference-samples runs chains as programs, and energy {energy.Name} is a function on the host; leave it out.", exitCode: 2);

        // On the cpu whatever trains, so that the samples, and what is learned from them, do not depend on it.
        using var accelerator = new CpuAccelerator(configuration.Threads);
        ReferenceSamples samples = ReferenceSamples.Draw(accelerator, energy, configuration.Beta, configuration.ReferenceSamples, stop: stop);
        return new EnergyTarget(energy, configuration.Beta, condition, samples.Values) { SampleNote = Describe(samples.Diagnostics, samples.Count), SampleMeans = samples.Means };
    }

    /// <summary>Says that an energy cannot be normalised, and along which coordinate; null when nothing speaks against it.</summary>
    /// <param name="target">The target.</param>
    public static string? TailWarning(EnergyTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        // What a force field says of places that no sample reaches is no statement about its tails.
        return target.Energy is not CallbackEnergy && Tails.Open(target.Energy, target.Beta) is { } axis
            ? FormattableString.Invariant($"exp(-beta U) is not normalisable along x{axis}: far out U does not rise faster than the logarithm of the distance, so the free energy has no minimum and figures mean nothing. Add a term that grows with |x{axis}|, for example 0.01*x{axis}^2.")
            : null;
    }

    private static string Describe(ReferenceDiagnostics diagnostics, int count)
    {
        string swaps = diagnostics.SwapAcceptance.Count > 0 ? FormattableString.Invariant($", swaps {diagnostics.SwapAcceptance.Min():0.00} and more") : "";
        string warning = diagnostics.Warning is { } text ? $" WARNING: {text}" : "";
        return FormattableString.Invariant($"target samples: {count} by {diagnostics.Method}, R-hat {diagnostics.RHat:0.000}, effective sample size {diagnostics.EffectiveSampleSize:0} ({diagnostics.WorstFunction}), acceptance {diagnostics.Acceptance:0.00}{swaps}.{warning}");
    }

    private static Dictionary<string, double> Parameters(IReadOnlyDictionary<string, string> settings)
    {
        var parameters = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string key, string text) in settings)
        {
            if (!key.StartsWith(SettingPrefix, StringComparison.OrdinalIgnoreCase))
                continue;
            if (!Number(text, out double value) || !double.IsFinite(value))
                throw new UserErrorException($"--set {key}={text}: a parameter of an energy is a number.", exitCode: 2);
            if (!parameters.TryAdd(key[SettingPrefix.Length..], value))
                throw new UserErrorException($"--set {key}={text}: this parameter is given twice.", exitCode: 2);
        }

        return parameters;
    }

    private static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
