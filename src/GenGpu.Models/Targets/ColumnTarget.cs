using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;

namespace GenGpu.Models.Targets;

/// <summary>Points of a data file given some of its columns: a training step draws whole rows, so that x and its conditions stay together.</summary>
public sealed class ColumnTarget : ConditionalTarget
{
    /// <summary>Most values of a categorical column: each is a row of the networks' input.</summary>
    public const int MostCategories = 64;

    private readonly float[] _conditions;
    private readonly double[] _mean;
    private readonly double[] _covariance;

    /// <summary>Creates the target.</summary>
    /// <param name="joint">The data, conditions in the last columns.</param>
    /// <param name="isCategorical">For each condition whether it is one of a few values; what is not is a number.</param>
    /// <exception cref="UserErrorException">A categorical column has too many values.</exception>
    public ColumnTarget(DataTarget joint, IReadOnlyList<bool> isCategorical)
        : this(joint, Count(joint, isCategorical), Measure(joint, isCategorical))
    {
    }

    private ColumnTarget(DataTarget joint, int dimensions, (Condition[] Conditions, float[] Values) measured)
        : base(joint.Name, dimensions, joint.Description, joint.Formula, new ConditionSet(measured.Conditions))
    {
        Joint = joint;
        _conditions = measured.Values;
        ColumnNames = [.. joint.ColumnNames.Take(dimensions)];
        Standardisation = new Standardisation(joint.Standardisation.Shift[..dimensions], joint.Standardisation.Scale[..dimensions]);
        _mean = [.. joint.Mean.Take(dimensions)];
        _covariance = [.. Enumerable.Range(0, dimensions * dimensions).Select(entry => joint.Covariance[(entry / dimensions * joint.Dimensions) + (entry % dimensions)])];
    }

    /// <summary>Names of the columns of x.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <inheritdoc/>
    public override DataTarget Joint { get; }

    /// <inheritdoc/>
    public override Standardisation Standardisation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => _mean;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Covariance => _covariance;

    /// <inheritdoc/>
    public override (Value X, Value Conditions) SamplePairs(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        int conditions = Conditions.All.Count;
        float[] rows = [.. Joint.Train.AsSpan(0, Dimensions * Joint.TrainCount), .. _conditions];
        Value pair = g.Minibatch(TargetBuffers.Get(g.Model, $"target.{Name}.pairs", Dimensions + conditions, Joint.TrainCount, rows), $"{site}.point");
        return (g.SliceRows(pair, 0, Dimensions), g.SliceRows(pair, Dimensions, conditions));
    }

    /// <inheritdoc/>
    public override Value SampleConditions(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        return g.Minibatch(TargetBuffers.Get(g.Model, $"target.{Name}.conditions", Conditions.All.Count, Joint.TrainCount, _conditions), $"{site}.point");
    }

    private static int Count(DataTarget joint, IReadOnlyList<bool> isCategorical)
    {
        ArgumentNullException.ThrowIfNull(joint);
        ArgumentNullException.ThrowIfNull(isCategorical);
        ArgumentOutOfRangeException.ThrowIfLessThan(isCategorical.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(isCategorical.Count, joint.Dimensions);
        return joint.Dimensions - isCategorical.Count;
    }

    /// <summary>The conditions, and their training values [conditions, count] in the file's units.</summary>
    private static (Condition[] Conditions, float[] Values) Measure(DataTarget joint, IReadOnlyList<bool> isCategorical)
    {
        int first = joint.Dimensions - isCategorical.Count;
        float[] values = new float[isCategorical.Count * joint.TrainCount];
        var conditions = new Condition[isCategorical.Count];
        for (int index = 0; index < conditions.Length; index++)
        {
            string name = joint.ColumnNames[first + index];
            Span<float> own = values.AsSpan(index * joint.TrainCount, joint.TrainCount);
            joint.TrainColumn(first + index, own);
            if (!isCategorical[index])
            {
                conditions[index] = Condition.Measured(name, own);
                continue;
            }

            double[] categories = [.. own.ToArray().Distinct().Order().Select(value => (double)value)];
            if (categories.Length > MostCategories)
                throw new UserErrorException(FormattableString.Invariant($"{joint.Name}: column '{name}' has {categories.Length} different values, too many for a categorical condition (at most {MostCategories}); leave :categorical out, so that it counts as a number."), 2);
            conditions[index] = Condition.Categorical(name, categories);
        }

        return (conditions, values);
    }
}
