using System.Globalization;
using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Models.Targets;

/// <summary>
/// Points of a data file as a target: split by a seeded permutation into a training part and two disjoint held-out parts, and standardised column
/// by column with the moments of the training part. Nothing is known exactly; metrics compare with held-out part A, and their floor is held-out part B.
/// </summary>
public sealed class DataTarget : Target
{
    /// <summary>Fewest points that can be split.</summary>
    public const int SmallestCount = 20;

    private readonly ReadOnlyMemory<float> _points;
    private readonly int[] _trainOrder;
    private readonly double[] _mean;
    private readonly double[] _covariance;

    /// <summary>Splits and standardises the points.</summary>
    /// <param name="name">Its name, for example the path of the file.</param>
    /// <param name="points">[count, dimensions], one point after the other, in the user's units.</param>
    /// <param name="dimensions">Numbers per point.</param>
    /// <param name="columnNames">One name per column for messages and pictures, or null.</param>
    /// <param name="heldOutShare">Share of the points in both held-out parts together, above 0 and at most 0.8.</param>
    /// <param name="seed">Seed of the permutation.</param>
    /// <param name="offsets">
    /// What the caller has taken from each column in double precision, so that columns far from zero become floats without loss; <see cref="Standardisation"/> adds it again. Null for nothing.
    /// </param>
    /// <exception cref="UserErrorException">Too few points, a number that is not finite, or a column that is constant.</exception>
    public DataTarget(string name, ReadOnlyMemory<float> points, int dimensions, IReadOnlyList<string>? columnNames = null, double heldOutShare = 0.2, ulong seed = 42, IReadOnlyList<double>? offsets = null)
        : base(name, dimensions, $"points of {name}", "the empirical law of the training points")
    {
        if (offsets is not null && offsets.Count != dimensions)
            throw new ArgumentException($"{offsets.Count} offsets for {dimensions} dimensions.", nameof(offsets));
        if (points.Length % dimensions != 0 || (columnNames is not null && columnNames.Count != dimensions))
            throw new ArgumentException("The points must be [count, dimensions], with one column name per dimension.");
        if (!(heldOutShare > 0 && heldOutShare <= 0.8))
            throw new UserErrorException(Text($"The held-out share is {heldOutShare}; give a number above 0 and at most 0.8."), 2);
        int count = points.Length / dimensions;
        if (count < SmallestCount)
            throw new UserErrorException(Text($"{name} has {count} points; at least {SmallestCount} are needed to train and to hold some out."));
        ColumnNames = columnNames ?? [.. Enumerable.Range(1, dimensions).Select(column => Text($"x{column}"))];
        CheckFinite(points.Span, count);
        int[] order = Permutation(count, seed);
        DataSplit split = DataSplit.Of(count, heldOutShare);
        _points = points;
        _trainOrder = order[..split.TrainCount];
        // That of the points as they are given; the user's units have the offsets in addition.
        Standardisation = Measure(points.Span, _trainOrder);
        Train = Part(points.Span, order.AsSpan(0, split.TrainCount));
        HeldOutA = Part(points.Span, order.AsSpan(split.TrainCount, split.HeldOutCount));
        HeldOutB = Part(points.Span, order.AsSpan(split.TrainCount + split.HeldOutCount, split.HeldOutCount));
        if (offsets is not null)
            Standardisation = Standardisation.Without([.. offsets.Select(offset => -offset)]);
        TrainCount = split.TrainCount;
        HeldOutCount = split.HeldOutCount;
        (_mean, _covariance) = Moments(Train, TrainCount);
    }

    private DataTarget(DataTarget whole, string name, int dimensions, ReadOnlySpan<int> heldOutA, ReadOnlySpan<int> heldOutB)
        : base(name, dimensions, whole.Description, whole.Formula)
    {
        _trainOrder = [];
        ColumnNames = [.. whole.ColumnNames.Take(dimensions)];
        Standardisation = new Standardisation(whole.Standardisation.Shift[..dimensions], whole.Standardisation.Scale[..dimensions]);
        Train = [];
        HeldOutA = Pick(whole.HeldOutA, whole.HeldOutCount, dimensions, heldOutA);
        HeldOutB = Pick(whole.HeldOutB, whole.HeldOutCount, dimensions, heldOutB);
        HeldOutCount = heldOutA.Length;
        (_mean, _covariance) = Moments(HeldOutA, HeldOutCount);
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>Points to train on, [dimensions, <see cref="TrainCount"/>], standardised.</summary>
    public float[] Train { get; }

    /// <summary>The held-out points that metrics compare with, [dimensions, <see cref="HeldOutCount"/>], standardised.</summary>
    public float[] HeldOutA { get; }

    /// <summary>The held-out points that stand for a perfect model, [dimensions, <see cref="HeldOutCount"/>], standardised.</summary>
    public float[] HeldOutB { get; }

    /// <summary>Number of training points.</summary>
    public int TrainCount { get; }

    /// <summary>Number of points in each held-out part.</summary>
    public int HeldOutCount { get; }

    /// <summary>Copies one column of the training points, in the user's units and in the order of <see cref="Train"/>.</summary>
    /// <param name="column">Index of the column.</param>
    /// <param name="values">Receives <see cref="TrainCount"/> values.</param>
    public void TrainColumn(int column, Span<float> values)
    {
        for (int index = 0; index < _trainOrder.Length; index++)
            values[index] = _points.Span[(_trainOrder[index] * Dimensions) + column];
    }

    /// <summary>Some of the held-out points, and their first columns, to measure with; there is nothing to train on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">Number of columns to keep.</param>
    /// <param name="heldOutA">Points of <see cref="HeldOutA"/>.</param>
    /// <param name="heldOutB">Points of <see cref="HeldOutB"/>, as many.</param>
    public DataTarget HeldOutPart(string name, int dimensions, ReadOnlySpan<int> heldOutA, ReadOnlySpan<int> heldOutB)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(heldOutB.Length, heldOutA.Length);
        return new DataTarget(this, name, dimensions, heldOutA, heldOutB);
    }

    /// <inheritdoc/>
    public override bool HasDensity => false;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => _mean;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Covariance => _covariance;

    /// <inheritdoc/>
    public override Standardisation Standardisation { get; }

    /// <inheritdoc/>
    public override double LogDensity(ReadOnlySpan<double> point) =>
        throw new NotSupportedException($"The density of data target {Name} is not known.");

    /// <inheritdoc/>
    /// <remarks>A minibatch of training points, drawn with replacement.</remarks>
    public override Value Sample(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        return g.Minibatch(TargetBuffers.Get(g.Model, $"target.{Name}.train", Dimensions, TrainCount, Train), $"{site}.point");
    }

    /// <summary>A permutation of 0 .. count - 1 by Fisher and Yates with one Philox word per swap: the same on every machine.</summary>
    private static int[] Permutation(int count, ulong seed)
    {
        int[] order = new int[count];
        for (int index = 0; index < count; index++)
            order[index] = index;
        for (int index = count - 1; index > 0; index--)
        {
            PhiloxBlock block = Philox.Generate(new PhiloxBlock((uint)index, 0, 0, (uint)RandomPurpose.Data), (uint)seed, (uint)(seed >> 32));
            // 64 random bits scaled down: the bias is below count / 2^64.
            int other = (int)(((UInt128)(((ulong)block.Word0 << 32) | block.Word1) * (UInt128)(index + 1)) >> 64);
            (order[index], order[other]) = (order[other], order[index]);
        }
        return order;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void CheckFinite(ReadOnlySpan<float> points, int count)
    {
        for (int index = 0; index < count * Dimensions; index++)
        {
            if (!float.IsFinite(points[index]))
                throw new UserErrorException(Text($"{Name}: point {index / Dimensions + 1}, column '{ColumnNames[index % Dimensions]}' holds {points[index]}; remove the point or fill in a finite number."));
        }
    }

    private Standardisation Measure(ReadOnlySpan<float> points, ReadOnlySpan<int> order)
    {
        double[] shift = new double[Dimensions];
        double[] scale = new double[Dimensions];
        for (int column = 0; column < Dimensions; column++)
        {
            foreach (int point in order)
                shift[column] += points[point * Dimensions + column] / (double)order.Length;
            foreach (int point in order)
                scale[column] += Math.Pow(points[point * Dimensions + column] - shift[column], 2) / order.Length;
            scale[column] = Math.Sqrt(scale[column]);
            if (!(scale[column] > 1e-7 * Math.Abs(shift[column])) || scale[column] == 0)
                throw new UserErrorException(Text($"{Name}: column '{ColumnNames[column]}' is constant ({points[column]}) and cannot be standardised; leave it out."));
        }
        return new Standardisation(shift, scale);
    }

    private static float[] Pick(float[] points, int count, int dimensions, ReadOnlySpan<int> chosen)
    {
        float[] picked = new float[dimensions * chosen.Length];
        for (int column = 0; column < dimensions; column++)
        {
            for (int index = 0; index < chosen.Length; index++)
                picked[(column * chosen.Length) + index] = points[(column * count) + chosen[index]];
        }

        return picked;
    }

    private float[] Part(ReadOnlySpan<float> points, ReadOnlySpan<int> order)
    {
        float[] part = new float[Dimensions * order.Length];
        for (int index = 0; index < order.Length; index++)
        {
            for (int column = 0; column < Dimensions; column++)
                part[column * order.Length + index] = points[order[index] * Dimensions + column];
        }
        Standardisation.Forward(part);
        return part;
    }

    private (double[] Mean, double[] Covariance) Moments(float[] part, int count)
    {
        double[] mean = new double[Dimensions];
        double[] covariance = new double[Dimensions * Dimensions];
        for (int axis = 0; axis < Dimensions; axis++)
        {
            foreach (float value in part.AsSpan(axis * count, count))
                mean[axis] += (double)value / count;
        }
        for (int entry = 0; entry < covariance.Length; entry++)
        {
            int row = entry / Dimensions;
            int column = entry % Dimensions;
            for (int point = 0; point < count; point++)
                covariance[entry] += (part[row * count + point] - mean[row]) * (part[column * count + point] - mean[column]) / count;
        }
        return (mean, covariance);
    }
}
