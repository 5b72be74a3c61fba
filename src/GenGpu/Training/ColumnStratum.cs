using System.Globalization;
using GenGpu.Core;
using GenGpu.Models.Conditions;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>The points of a data file whose condition lies in a band, or is a category; pairs of a model are cut the same way.</summary>
internal sealed class ColumnStratum
{
    /// <summary>Fewest held-out points that figures are made of.</summary>
    public const int LeastPoints = 10;

    /// <summary>Most pairs that a model draws to be cut into strata.</summary>
    public const int MostDrawn = 200_000;

    private const int Bands = 4;
    private readonly ColumnTarget _target;
    private readonly IReadOnlyList<(int Row, double Low, double High)> _bounds;

    private ColumnStratum(ColumnTarget target, string given, IReadOnlyDictionary<string, double> values, IReadOnlyList<(int Condition, double Low, double High)> bounds)
    {
        _target = target;
        (Given, Values) = (given, values);
        _bounds = [.. bounds.Select(bound => (target.Dimensions + bound.Condition, Standard(bound.Condition, bound.Low), Standard(bound.Condition, bound.High)))];
        int[] a = Inside(target.Joint.HeldOutA), b = Inside(target.Joint.HeldOutB);

        // As many points on both sides, so that the floor is that of the same estimator.
        // Of large files no more than half of what a model is expected to draw there.
        int count = (int)Math.Min(Math.Min(a.Length, b.Length), (long)a.Length * MostDrawn / 2 / target.Joint.HeldOutCount);
        HeldOut = count < LeastPoints ? null : target.Joint.HeldOutPart($"{target.Name}: {given}", target.Dimensions, a.AsSpan(0, count), b.AsSpan(0, count));

        double Standard(int condition, double value)
        {
            int column = target.Dimensions + condition;
            return (value - target.Joint.Standardisation.Shift[column]) / target.Joint.Standardisation.Scale[column];
        }
    }

    /// <summary>The stratum in words.</summary>
    public string Given { get; }

    /// <summary>The category by name; empty for a band.</summary>
    public IReadOnlyDictionary<string, double> Values { get; }

    /// <summary>Held-out points of it, without conditions; null where there are too few.</summary>
    public DataTarget? HeldOut { get; }

    /// <summary>For each column in turn: its categories, or four bands of about as many training points each; fewer where many points have the same value.</summary>
    /// <param name="target">The target.</param>
    public static IReadOnlyList<ColumnStratum> All(ColumnTarget target) =>
        [.. target.Conditions.All.SelectMany((condition, index) => condition.Kind == ConditionKind.Categorical ? OfCategories(target, condition, index) : OfBands(target, condition, index))];

    /// <summary>The points of certain categories.</summary>
    /// <param name="target">The target.</param>
    /// <param name="values">One value per condition.</param>
    /// <exception cref="UserErrorException">A condition is a number, at which no two points lie.</exception>
    public static ColumnStratum At(ColumnTarget target, IReadOnlyList<double> values)
    {
        if (target.Conditions.All.FirstOrDefault(condition => condition.Kind != ConditionKind.Categorical) is { } number)
            throw new UserErrorException($"evaluate --at: {number.Name} is a number, and a data file holds no law at one value of it; leave --at out for bands of it, or draw there with gengpu sample --at.", 2);
        return new ColumnStratum(
            target,
            ConditionPlaces.Text(target.Conditions, values),
            target.Conditions.All.Zip(values).ToDictionary(pair => pair.First.Name, pair => pair.Second),
            [.. values.Select((value, index) => Around(target.Conditions.All[index], value, index))]);
    }

    /// <summary>Picks out of pairs, without their conditions.</summary>
    /// <param name="pairs">[columns, count] of the joint target, standardised.</param>
    /// <param name="most">Most points to take, the first ones.</param>
    /// <returns>[dimensions, taken].</returns>
    public float[] Of(float[] pairs, int most)
    {
        int[] inside = Inside(pairs);
        int taken = Math.Min(most, inside.Length), count = pairs.Length / _target.Joint.Dimensions;
        float[] points = new float[_target.Dimensions * taken];
        for (int row = 0; row < _target.Dimensions; row++)
        {
            for (int index = 0; index < taken; index++)
                points[(row * taken) + index] = pairs[(row * count) + inside[index]];
        }

        return points;
    }

    private static IEnumerable<ColumnStratum> OfCategories(ColumnTarget target, Condition condition, int index) => condition.Categories.Select(category => new ColumnStratum(
        target, FormattableString.Invariant($"{condition.Name} = {category:G6}"), new Dictionary<string, double> { [condition.Name] = category }, [Around(condition, category, index)]));

    private static IEnumerable<ColumnStratum> OfBands(ColumnTarget target, Condition condition, int index)
    {
        float[] values = new float[target.Joint.TrainCount];
        target.Joint.TrainColumn(target.Dimensions + index, values);
        Array.Sort(values);

        var edges = new List<double> { double.NegativeInfinity };
        for (int band = 1; band < Bands; band++)
        {
            // Between two different training values: where many are equal, rounding would decide on which side of an edge at one of them they lie.
            int place = band * values.Length / Bands;
            while (place < values.Length && values[place] == values[place - 1])
                place++;
            double edge = place < values.Length ? (values[place - 1] + (double)values[place]) / 2 : double.PositiveInfinity;
            if (edge > edges[^1] && double.IsFinite(edge))
                edges.Add(edge);
        }

        edges.Add(double.PositiveInfinity);

        // Bands are known by their names.
        int digits = Enumerable.Range(4, 13).First(count => count == 16 || edges.Select(edge => Text(edge, count)).Distinct().Count() == edges.Count);
        for (int band = 0; band + 1 < edges.Count; band++)
        {
            string given = $"{condition.Name} {Text(edges[band], digits)} to {Text(edges[band + 1], digits)}";
            yield return new ColumnStratum(target, given, new Dictionary<string, double>(), [(index, edges[band], edges[band + 1])]);
        }

        string Text(double edge, int count) => Math.Clamp(edge, condition.Low, condition.High).ToString(FormattableString.Invariant($"G{count}"), CultureInfo.InvariantCulture);
    }

    // Halfway to the categories beside it.
    private static (int Condition, double Low, double High) Around(Condition condition, double category, int index)
    {
        int place = 0;
        while (condition.Categories[place] != category)
            place++;
        double low = place == 0 ? double.NegativeInfinity : (condition.Categories[place - 1] + category) / 2;
        double high = place == condition.Categories.Count - 1 ? double.PositiveInfinity : (condition.Categories[place + 1] + category) / 2;
        return (index, low, high);
    }

    private int[] Inside(float[] pairs)
    {
        int count = pairs.Length / _target.Joint.Dimensions;
        return [.. Enumerable.Range(0, count).Where(point => _bounds.All(bound => pairs[(bound.Row * count) + point] >= bound.Low && pairs[(bound.Row * count) + point] < bound.High))];
    }
}
