using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Targets;

/// <summary>
/// The law of pairs (x, c) of a <see cref="ParameterTarget"/>, c uniform on the trained values. KL between two such laws with the same law of c is the mean over c of KL(p(x | c) || q(x | c)). The last axis is c, stretched
/// over most of the range of x, so that one grid suits both; trained values stand in the middle of its cells, for on an edge rounding would decide between two.
/// </summary>
public sealed class ParameterJointTarget : Target
{
    // The grid of metrics, and the cells from one trained value to the next: 3 x 8 + 1 of 30.
    private const int Cells = 30, CellsApart = 3;
    private readonly ParameterTarget _target;

    internal ParameterJointTarget(ParameterTarget target)
        : base(target.Name, target.Dimensions + 1, target.Description, target.Formula)
    {
        _target = target;
        int d = target.Dimensions;
        double cell = (target.Range.Upper - target.Range.Lower) / Cells;
        double middle = (target.Range.Upper + target.Range.Lower + cell) / 2;
        double scale = (target.Condition.High - target.Condition.Low) / ((target.TrainedValues.Count - 1) * CellsApart * cell);
        double[] shifts = [.. new double[d], target.Condition.Middle - (middle * scale)];
        double[] scales = [.. Enumerable.Repeat(1.0, d), scale];
        Standardisation = new Standardisation(shifts, scales);
        double[] stretched = [.. target.TrainedValues.Select(Stretched)];
        Mean = [.. target.Mean, stretched.Average()];
        double[] covariance = new double[(d + 1) * (d + 1)];
        for (int row = 0; row < d; row++)
        {
            for (int column = 0; column < d; column++)
                covariance[(row * (d + 1)) + column] = target.Covariance[(row * d) + column];
            double mixed = target.TrainedValues.Average(value => target.At(value).Mean[row] * (Stretched(value) - Mean[d]));
            covariance[(row * (d + 1)) + d] = covariance[(d * (d + 1)) + row] = mixed;
        }

        covariance[^1] = stretched.Average(value => (value - Mean[d]) * (value - Mean[d]));
        Covariance = covariance;
    }

    /// <inheritdoc/>
    public override bool HasDensity => false;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Covariance { get; }

    /// <inheritdoc/>
    public override Standardisation Standardisation { get; }

    /// <inheritdoc/>
    public override (double Lower, double Upper) Range => _target.Range;

    /// <inheritdoc/>
    public override double LogDensity(ReadOnlySpan<double> point) => throw new NotSupportedException($"Pairs of {Name} have no density: the parameter takes single values.");

    /// <inheritdoc/>
    public override Value Sample(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        (Value x, Value condition) = _target.SamplePairs(g, site);
        int axis = Dimensions - 1;
        return g.ConcatenateRows(x, (condition - (float)Standardisation.Shift[axis]) * (float)(1 / Standardisation.Scale[axis]));
    }

    /// <inheritdoc/>
    protected override double[]? ComputeBinMasses(HistogramGrid grid)
    {
        if (Dimensions != 2)
            return null;
        double[] masses = new double[grid.CellCount + 1];
        foreach (double value in _target.TrainedValues)
        {
            int bin = grid.BinOf((float)Stretched(value));
            double[] line = AxisMasses(_target.At(value).Marginal(0)!, grid.BinsPerAxis, grid.Lower, grid.Upper);
            for (int x = 0; x < grid.BinsPerAxis; x++)
                masses[(x * grid.BinsPerAxis) + bin] += line[x] / _target.TrainedValues.Count;
            masses[^1] += line[^1] / _target.TrainedValues.Count;
        }

        return masses;
    }

    private double Stretched(double value) => (value - Standardisation.Shift[Dimensions - 1]) / Standardisation.Scale[Dimensions - 1];
}
