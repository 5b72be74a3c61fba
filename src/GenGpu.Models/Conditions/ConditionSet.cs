using GenGpu.Core.Programs;

namespace GenGpu.Models.Conditions;

/// <summary>Everything that a model is conditioned on, in the order of its features.</summary>
/// <param name="all">At least one condition, with different names.</param>
public sealed class ConditionSet(params IReadOnlyList<Condition> all)
{
    /// <summary>Name of the hyper value with the first condition that samples are drawn for; those that follow have a number behind it.</summary>
    public const string HyperName = "condition";

    /// <summary>Name of the hyper value that is 1 when samples are drawn for the given conditions, and 0 when conditions are drawn as in training.</summary>
    public const string GivenName = "conditionGiven";

    /// <summary>The conditions.</summary>
    public IReadOnlyList<Condition> All { get; } = all;

    /// <summary>Names, with commas.</summary>
    public string Names => string.Join(", ", All.Select(condition => condition.Name));

    /// <summary>Rows that a network sees.</summary>
    public int FeatureRows => All.Sum(condition => condition.FeatureRows);

    /// <summary>Name of the hyper value of a condition.</summary>
    /// <param name="index">Its number, from 0.</param>
    public static string HyperNameOf(int index) => index == 0 ? HyperName : FormattableString.Invariant($"{HyperName}{index + 1}");

    /// <summary>Emits the features of values.</summary>
    /// <param name="g">The program.</param>
    /// <param name="values">[conditions, batch].</param>
    public ConditionValues Of(ProgramBuilder g, Value values)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentNullException.ThrowIfNull(values);
        Value Row(int index) => All.Count == 1 ? values : g.SliceRows(values, index, 1);
        return new ConditionValues(values, g.ConcatenateRows([.. All.Select((condition, index) => condition.Feature(g, Row(index), index))]));
    }

    /// <summary>Emits the conditions that samples are drawn for: hyper values, each in the middle of its interval unless set.</summary>
    /// <param name="g">The program.</param>
    public ConditionValues Given(ProgramBuilder g)
    {
        ArgumentNullException.ThrowIfNull(g);
        return All.Count == 1 ? Of(g, Hyper(g, 0)) : Of(g, Rows(g));
    }

    /// <summary>Emits the given conditions where <see cref="GivenName"/> is set, and otherwise conditions drawn as in training.</summary>
    /// <param name="g">The program.</param>
    /// <param name="drawn">[conditions, batch].</param>
    public ConditionValues GivenOr(ProgramBuilder g, Value drawn)
    {
        ArgumentNullException.ThrowIfNull(g);
        Value isGiven = g.Hyper(g.Model.Hyper(GivenName, 0, "1: samples are drawn for the given conditions; 0: for conditions as in training"));
        return Of(g, g.Where(isGiven, Rows(g), drawn));
    }

    private Value Rows(ProgramBuilder g) =>
        g.ConcatenateRows([.. All.Select((_, index) => g.BroadcastTo(Hyper(g, index), Shape.Batched(1, g.BatchSize)))]);

    private Value Hyper(ProgramBuilder g, int index) =>
        g.Hyper(g.Model.Hyper(HyperNameOf(index), (float)All[index].Middle, $"value of {All[index].Name} that samples are drawn for"));
}
