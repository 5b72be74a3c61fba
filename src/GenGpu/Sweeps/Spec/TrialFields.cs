using System.Globalization;
using GenGpu.Core;
using GenGpu.Training;

namespace GenGpu.Sweeps.Spec;

/// <summary>The keys of a trial that are options of <c>gengpu train</c>; what is left out has the option's default, but for the timeline and the likelihood, which are off.</summary>
internal static class TrialFields
{
    /// <summary>The key of the family.</summary>
    public const string Model = "model";

    /// <summary>The key of the seed.</summary>
    public const string Seed = "seed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TrialField> All { get; } =
    [
        new(Model, FieldKind.Text, c => c.Models.Count == 1 ? TrialValue.Of(c.Models[0]) : null, (c, v) => c with { Models = [v.Text.ToLowerInvariant()] }),
        new("target", FieldKind.Text, c => c.Energy is null ? TrialValue.Of(c.Target) : null, (c, v) => c with { Target = v.Text }),
        new("energy", FieldKind.Text, c => c.Energy is { } energy ? TrialValue.Of(energy) : null, (c, v) => c with { Energy = v.Text }),
        Whole("dimension", c => c.Energy is null ? null : c.Dimension, (c, v) => c with { Dimension = v }),
        new("beta", FieldKind.Number, c => c.Energy is null ? null : TrialValue.Of(c.Beta), (c, v) => c with { Beta = v.Number!.Value }),
        new("condition", FieldKind.Text, c => c.Condition is { } condition ? TrialValue.Of(condition) : null, (c, v) => c with { Condition = v.Text }),
        Whole("reference-samples", c => c.Energy is null ? null : c.ReferenceSamples, (c, v) => c with { ReferenceSamples = v }),
        Whole("budget", c => c.Budget, (c, v) => c with { Budget = v }),
        Whole("bins", c => c.Bins, (c, v) => c with { Bins = v }),
        new("steps", FieldKind.Whole, c => TrialValue.Of(c.Steps), (c, v) => c with { Steps = (long)v.Number!.Value }),
        Whole("batch-size", c => c.BatchSize, (c, v) => c with { BatchSize = v }),
        new(Seed, FieldKind.Seed, c => TrialValue.Of(c.Seed), (c, v) => c with { Seed = ulong.Parse(v.Text, NumberStyles.None, CultureInfo.InvariantCulture) }),
        new("protocol", FieldKind.Text, c => TrialValue.Of(c.Protocol), (c, v) => c with { Protocol = v.Text.ToLowerInvariant() }),
        Whole("evaluate-every", c => c.EvaluationInterval, (c, v) => c with { EvaluationInterval = v }),
        Whole("curve-samples", c => c.CurveSamples, (c, v) => c with { CurveSamples = v }),
        Whole("final-samples", c => c.FinalSamples, (c, v) => c with { FinalSamples = v }),
        Whole("layers", c => c.Layers, (c, v) => c with { Layers = v }),
        new("likelihood", FieldKind.Flag, c => TrialValue.Of(c.ExactLikelihood), (c, v) => c with { ExactLikelihood = v.Text == "true" }),
    ];

    /// <summary>The field of a name, or null.</summary>
    /// <param name="name">Its exact name.</param>
    public static TrialField? Find(string name) => ByName.GetValueOrDefault(name);

    private static Dictionary<string, TrialField> ByName { get; } = All.ToDictionary(field => field.Name, StringComparer.Ordinal);

    private static TrialField Whole(string name, Func<TrainingConfiguration, int?> get, Func<TrainingConfiguration, int, TrainingConfiguration> set) => new(
        name,
        FieldKind.Whole,
        c => get(c) is int value ? TrialValue.Of((long)value) : null,
        (c, v) => set(c, v.Number is >= int.MinValue and <= int.MaxValue and double number ? (int)number : throw new UserErrorException($"{name} {v.Text} is out of range.", exitCode: 2)));
}
