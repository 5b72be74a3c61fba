using GenGpu.Core;
using GenGpu.Models.Conditions;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>The points of a data file whose condition lies in a band, or is a category; pairs of a model are cut the same way.</summary>
internal sealed class ColumnStratum
{
    /// <summary>Fewest held-out points that figures are made of.</summary>
    public const int LeastPoints = 10;

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
        int count = Math.Min(a.Length, b.Length);
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

    /// <summary>For each column in turn: its categories, or four bands that hold as many training points each.</summary>
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

        // Between two training values, so that rounding moves none across an edge.
        double Edge(int band) => band == 0 ? double.NegativeInfinity : band == Bands ? double.PositiveInfinity : (values[(band * values.Length / Bands) - 1] + (double)values[band * values.Length / Bands]) / 2;
        for (int band = 0; band < Bands; band++)
        {
            string given = FormattableString.Invariant($"{condition.Name} {Math.Max(condition.Low, Edge(band)):G4} to {Math.Min(condition.High, Edge(band + 1)):G4}");
            yield return new ColumnStratum(target, given, new Dictionary<string, double>(), [(index, Edge(band), Edge(band + 1))]);
        }
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
