using GenGpu.Core.Programs;

namespace GenGpu.Models.Conditions;

/// <summary>A variable c that a model of p(x | c) is conditioned on: a parameter of a target or an energy, the inverse temperature, or a column of a data file.</summary>
public sealed class Condition
{
    private Condition(string name, ConditionKind kind, double low, double high, double centre, double spread, IReadOnlyList<double> categories) =>
        (Name, Kind, Low, High, Centre, Spread, Categories) = (name, kind, low, high, centre, spread, categories);

    /// <summary>Its name: of a parameter or a column.</summary>
    public string Name { get; }

    /// <summary>How it is spaced and seen.</summary>
    public ConditionKind Kind { get; }

    /// <summary>Smallest value that training covers.</summary>
    public double Low { get; }

    /// <summary>Largest value that training covers.</summary>
    public double High { get; }

    /// <summary>Where the feature is 0: a value, or the logarithm of one.</summary>
    public double Centre { get; }

    /// <summary>What the feature is measured in, in the units of <see cref="Centre"/>.</summary>
    public double Spread { get; }

    /// <summary>The values of a categorical condition, ascending; empty for numbers.</summary>
    public IReadOnlyList<double> Categories { get; }

    /// <summary>Rows of its feature: 1, or the number of categories.</summary>
    public int FeatureRows => Kind == ConditionKind.Categorical ? Categories.Count : 1;

    /// <summary>The value in the middle: geometrically, the middle of the interval, or the first category.</summary>
    public double Middle => Kind switch
    {
        ConditionKind.Geometric => Math.Sqrt(Low * High),
        ConditionKind.Categorical => Categories[0],
        _ => (Low + High) / 2,
    };

    /// <summary>A number in an interval; its feature is -1 at the low end and 1 at the high end.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="low">Smallest value.</param>
    /// <param name="high">Largest value, above <paramref name="low"/>.</param>
    /// <param name="isGeometric">Whether values are spaced by factors, as inverse temperatures are.</param>
    public static Condition Interval(string name, double low, double high, bool isGeometric = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (double first, double last) = isGeometric ? (Math.Log(low), Math.Log(high)) : (low, high);
        return new Condition(name, isGeometric ? ConditionKind.Geometric : ConditionKind.Linear, low, high, (first + last) / 2, (last - first) / 2, []);
    }

    /// <summary>A number with the mean and standard deviation of its training values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">The training values, not all equal.</param>
    public static Condition Measured(string name, ReadOnlySpan<float> values)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        double mean = 0, variance = 0;
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (float value in values)
        {
            mean += (double)value / values.Length;
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        foreach (float value in values)
            variance += (value - mean) * (value - mean) / values.Length;
        return new Condition(name, ConditionKind.Linear, low, high, mean, Math.Sqrt(variance), []);
    }

    /// <summary>One of a few values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="categories">The values, ascending, at least one.</param>
    public static Condition Categorical(string name, IReadOnlyList<double> categories)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(categories);
        ArgumentOutOfRangeException.ThrowIfLessThan(categories.Count, 1);
        return new Condition(name, ConditionKind.Categorical, categories[0], categories[^1], 0, 1, categories);
    }

    /// <summary>Values from <see cref="Low"/> to <see cref="High"/>, spaced geometrically or evenly, as programs hold them: in single precision.</summary>
    /// <param name="count">How many, at least 2.</param>
    public double[] Values(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double[] values = new double[count];
        for (int index = 0; index < count; index++)
        {
            double share = (double)index / (count - 1);
            values[index] = (float)(Kind == ConditionKind.Geometric ? Low * Math.Pow(High / Low, share) : Low + ((High - Low) * share));
        }

        return values;
    }

    /// <summary>Emits a value per sample, drawn over the interval, evenly in the feature.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Name of the draw.</param>
    /// <returns>Value and feature, [1, batch] each.</returns>
    internal ConditionValues Draw(ProgramBuilder g, string site)
    {
        Value feature = g.MultiplyAdd(g.Uniform(1, site), g.Constant(2f), g.Constant(-1f));
        Value position = g.MultiplyAdd(feature, g.Constant((float)Spread), g.Constant((float)Centre));
        return new ConditionValues(Kind == ConditionKind.Geometric ? g.Exp(position) : position, feature);
    }

    /// <summary>Emits the feature of given values. Centre, spread and categories are hyper values, so that a checkpoint keeps those that its model was trained with.</summary>
    /// <param name="g">The program.</param>
    /// <param name="value">[1, batch] or a scalar.</param>
    /// <param name="index">Number of the condition in its set, from 0.</param>
    /// <returns>[FeatureRows, batch].</returns>
    internal Value Feature(ProgramBuilder g, Value value, int index)
    {
        Shape shape = Shape.Batched(FeatureRows, g.BatchSize);
        if (Kind == ConditionKind.Categorical)
        {
            string name = ConditionSet.HyperNameOf(index) + "Categories";
            float[] categories = [.. Categories.Select(category => (float)category)];
            HyperSlot slot = g.Model.HyperSlots.FirstOrDefault(known => known.Name == name) ?? g.Model.Hyper(name, categories.Length, 1, categories, $"values of {Name}");
            return g.BroadcastTo(g.Equal(g.Hyper(slot), value), shape);
        }

        Value centre = g.Hyper(g.Model.Hyper(ConditionSet.HyperNameOf(index) + "Centre", (float)Centre, $"where the feature of {Name} is 0"));
        Value scale = g.Hyper(g.Model.Hyper(ConditionSet.HyperNameOf(index) + "Scale", (float)(1 / Spread), $"factor of the feature of {Name}"));
        Value position = Kind == ConditionKind.Geometric ? g.Log(value) : value;
        return g.BroadcastTo((position - centre) * scale, shape);
    }
}
