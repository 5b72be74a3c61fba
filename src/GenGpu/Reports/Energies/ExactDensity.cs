using GenGpu.Models.Energies;

namespace GenGpu.Reports.Energies;

/// <summary>exp(-beta U) / Z of one or two coordinates by sums over a grid that holds all of its mass: what pictures draw as exact.</summary>
internal sealed class ExactDensity
{
    private const int Coarse = 129;
    private const double Depth = 30;
    private const int MostWidenings = 60;
    private const double Tolerance = 2e-3;
    private const int SubCells = 4;
    private readonly BoltzmannLaw _law;
    private readonly Axis[] _axes;
    private readonly double[][] _marginals;

    private ExactDensity(BoltzmannLaw law, Axis[] axes, double[][] marginals, double logPartition)
    {
        (_law, _axes, _marginals) = (law, axes, marginals);
        LogPartition = logPartition;
    }

    /// <summary>log Z: the exact one where it is known, else that of the grid.</summary>
    public double LogPartition { get; }

    /// <summary>Tabulates a distribution.</summary>
    /// <returns>Null for more than two coordinates, parameters that are not the defaults, a function on the host, or where sums over the grid do not settle.</returns>
    public static ExactDensity? Of(BoltzmannLaw law)
    {
        // A function on the host may take a millisecond, and the grid has a million points.
        if (!law.HasDefaults || law.Energy is CallbackEnergy || law.Energy.Dimensions > 2 || Box(law) is not { } box)
            return null;
        double reference = law.LogPartition ?? Tabulate(law, Grid(box, 2)).LogPartition;
        for (int fineness = 3; fineness <= 6; fineness++)
        {
            (double[][] marginals, double logPartition) = Tabulate(law, Grid(box, fineness));
            if (Math.Abs(logPartition - reference) < Tolerance)
                return new ExactDensity(law, Grid(box, fineness), marginals, law.LogPartition ?? logPartition);
            if (law.LogPartition is null)
                reference = logPartition;
        }

        return null;
    }

    /// <summary>The density of one coordinate, the other integrated out: points and values.</summary>
    /// <param name="axis">Index of the coordinate.</param>
    public (double[] Points, double[] Density) Marginal(int axis) => ([.. Enumerable.Range(0, _axes[axis].Bins).Select(_axes[axis].Centre)], _marginals[axis]);

    /// <summary>Where the marginal density of a coordinate is above a thousandth of its largest value.</summary>
    /// <param name="axis">Index of the coordinate.</param>
    public (double Lower, double Upper) Support(int axis)
    {
        double[] density = _marginals[axis];
        double least = 1e-3 * density.Max();
        return (_axes[axis].Centre(Array.FindIndex(density, value => value > least)), _axes[axis].Centre(Array.FindLastIndex(density, value => value > least)));
    }

    /// <summary>Mean density per cell of two coordinates; cell = binY * x.Bins + binX.</summary>
    public double[] Cells(Axis x, Axis y)
    {
        double[] cells = new double[x.Bins * y.Bins];
        double[] point = new double[2];
        for (int cell = 0; cell < cells.Length; cell++)
        {
            // The mean over the cell, as a histogram shows it: a narrow mode between two centres must not vanish.
            for (int sub = 0; sub < SubCells * SubCells; sub++)
            {
                point[0] = x.Centre(cell % x.Bins) + (x.Width * (((sub % SubCells) + 0.5) / SubCells - 0.5));
                point[1] = y.Centre(cell / x.Bins) + (y.Width * (((sub / SubCells) + 0.5) / SubCells - 0.5));
                cells[cell] += Math.Exp((-_law.Beta * _law.Energy.Evaluate(point)) - LogPartition) / (SubCells * SubCells);
            }
        }

        return cells;
    }

    // The smallest box around the centre outside of which the density is below exp(-30) of its largest value.
    private static (double Lower, double Upper)[]? Box(BoltzmannLaw law)
    {
        Energy energy = law.Energy;
        if (energy.IsAngular)
            return [.. Enumerable.Repeat((-Math.PI, Math.PI), energy.Dimensions)];
        (double Lower, double Upper)[] box = [.. Enumerable.Range(0, energy.Dimensions).Select(axis => (energy.Centre[axis] - (6 * energy.Spread[axis]), energy.Centre[axis] + (6 * energy.Spread[axis])))];
        for (int widening = 0; widening < MostWidenings; widening++)
        {
            Axis[] axes = [.. box.Select(side => new Axis(side.Lower, side.Upper, Coarse))];
            double[][] highest = Highest(law, axes);
            bool isInside = true;
            for (int axis = 0; axis < box.Length; axis++)
            {
                double least = highest[axis].Max() - Depth;
                double step = 0.25 * (box[axis].Upper - box[axis].Lower);
                bool low = highest[axis][0] > least, high = highest[axis][^1] > least;
                isInside &= !low && !high;
                box[axis] = (box[axis].Lower - (low ? step : 0), box[axis].Upper + (high ? step : 0));
            }

            if (isInside)
                return [.. axes.Select((axis, index) => Shrink(axis, highest[index]))];
        }

        return null;
    }

    private static (double Lower, double Upper) Shrink(Axis axis, double[] highest)
    {
        double least = highest.Max() - Depth;
        int first = Array.FindIndex(highest, value => value > least), last = Array.FindLastIndex(highest, value => value > least);
        return (axis.Centre(first) - (2 * axis.Width), axis.Centre(last) + (2 * axis.Width));
    }

    // The largest -beta U over each line of the grid.
    private static double[][] Highest(BoltzmannLaw law, Axis[] axes)
    {
        double[][] highest = [.. axes.Select(axis => Enumerable.Repeat(double.NegativeInfinity, axis.Bins).ToArray())];
        Visit(law, axes, (first, second, value) =>
        {
            highest[0][first] = Math.Max(highest[0][first], value);
            if (axes.Length > 1)
                highest[1][second] = Math.Max(highest[1][second], value);
        });
        return highest;
    }

    private static Axis[] Grid((double Lower, double Upper)[] box, int fineness) =>
        [.. box.Select(side => new Axis(side.Lower, side.Upper, box.Length == 1 ? 250 << fineness : 50 << Math.Min(fineness, 4)))];

    private static (double[][] Marginals, double LogPartition) Tabulate(BoltzmannLaw law, Axis[] axes)
    {
        double highest = Highest(law, axes)[0].Max();
        double[][] marginals = [.. axes.Select(axis => new double[axis.Bins])];
        double cell = axes.Aggregate(1.0, (area, axis) => area * axis.Width);
        double total = 0;
        Visit(law, axes, (first, second, value) =>
        {
            double mass = cell * Math.Exp(value - highest);
            total += mass;
            marginals[0][first] += mass;
            if (axes.Length > 1)
                marginals[1][second] += mass;
        });
        for (int axis = 0; axis < axes.Length; axis++)
        {
            for (int bin = 0; bin < axes[axis].Bins; bin++)
                marginals[axis][bin] /= total * axes[axis].Width;
        }

        return (marginals, Math.Log(total) + highest);
    }

    private static void Visit(BoltzmannLaw law, Axis[] axes, Action<int, int, double> action)
    {
        double[] point = new double[axes.Length];
        for (int second = 0; second < (axes.Length > 1 ? axes[1].Bins : 1); second++)
        {
            for (int first = 0; first < axes[0].Bins; first++)
            {
                point[0] = axes[0].Centre(first);
                if (axes.Length > 1)
                    point[1] = axes[1].Centre(second);
                double value = -law.Beta * law.Energy.Evaluate(point);
                action(first, second, double.IsNaN(value) ? double.NegativeInfinity : value);
            }
        }
    }
}
