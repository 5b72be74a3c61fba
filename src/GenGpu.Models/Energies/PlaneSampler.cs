using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>
/// Emits independent samples of exp(-beta U) in the plane: u from its marginal law, cut at its barriers (<see cref="QuantileSampler"/>), then v from its conditional law, whose quantiles at
/// Phi(z) lie in a table over u (1,023 intervals, straight in between) and z (128 cubic pieces). It suits potentials whose conditional laws have no high barrier; then points are good to about 1e-4 of the spread.
/// </summary>
internal sealed class PlaneSampler
{
    private const int MarginalNodes = 4096;
    private const int Cells = 400;
    private const int TableNodes = 1024;
    private const int Pieces = 128;
    private const double Reach = 6.5;
    private readonly Func<double, double, double> _potential;
    private readonly double _beta;
    private readonly (double Lower, double Upper) _uRange;
    private readonly (double Lower, double Upper) _vRange;
    private readonly double[] _marginal;
    private readonly BoltzmannLine _line;
    private readonly float[] _table;

    /// <summary>Tabulates.</summary>
    /// <param name="potential">U(u, v).</param>
    /// <param name="beta">Inverse temperature.</param>
    /// <param name="uRange">An interval of u that holds all mass.</param>
    /// <param name="vRange">An interval of v that holds all mass.</param>
    public PlaneSampler(Func<double, double, double> potential, double beta, (double Lower, double Upper) uRange, (double Lower, double Upper) vRange)
    {
        (_potential, _beta, _uRange, _vRange) = (potential, beta, uRange, vRange);
        _marginal = new double[MarginalNodes];
        double[] density = new double[(2 * Cells) + 1];
        for (int node = 0; node < MarginalNodes; node++)
        {
            double lowest = Densities(uRange.Lower + ((uRange.Upper - uRange.Lower) * node / (MarginalNodes - 1)), density);
            _marginal[node] = (beta * lowest) - Math.Log(density.Sum());
        }
        _line = new BoltzmannLine(Marginal, 1, Barriers());
        _table = Tabulate(density);
    }

    /// <summary>Emits samples.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the draw sites.</param>
    /// <param name="name">Prefix of the names of the tables.</param>
    /// <returns>u and v, [1, batch] each.</returns>
    public (Value U, Value V) Emit(ProgramBuilder g, string site, string name)
    {
        Value u = QuantileSampler.Emit(g, site, name + ".marginal", _line, 1)[0];
        (double lower, double upper) = _line.Reach;
        float perStep = (float)((TableNodes - 1) / (upper - lower));
        Value place = g.Clamp(g.Multiply(g.Subtract(u, (float)lower), perStep), g.Constant(0), g.Constant(TableNodes - 1));
        Value node = g.Minimum(g.Floor(place), TableNodes - 2);
        Value position = g.Multiply(g.Add(g.Normal(1, $"{site}.conditional"), (float)Reach), (float)(Pieces / (2 * Reach)));
        Value piece = g.Clamp(g.Floor(position), g.Constant(0), g.Constant(Pieces - 1));
        Value t = g.Subtract(position, piece);
        Value index = g.MultiplyAdd(node, g.Constant(Pieces), piece);
        Value table = g.Buffer(TargetBuffers.Get(g.Model, name + ".conditional", 4, TableNodes * Pieces, _table));
        Value left = Cubic(g, g.Lookup(table, index), t);
        Value right = Cubic(g, g.Lookup(table, g.Add(index, Pieces)), t);
        return (u, g.MultiplyAdd(g.Subtract(place, node), g.Subtract(right, left), left));
    }

    private static Value Cubic(ProgramBuilder g, Value coefficients, Value t)
    {
        Value value = g.MultiplyAdd(g.SliceRows(coefficients, 3, 1), t, g.SliceRows(coefficients, 2, 1));
        value = g.MultiplyAdd(value, t, g.SliceRows(coefficients, 1, 1));
        return g.MultiplyAdd(value, t, g.SliceRows(coefficients, 0, 1));
    }

    // exp(-beta (U - lowest)) on the nodes of v; returns the lowest U.
    private double Densities(double u, double[] density)
    {
        double lowest = double.PositiveInfinity;
        for (int node = 0; node < density.Length; node++)
            lowest = Math.Min(lowest, density[node] = _potential(u, Node(node)));
        for (int node = 0; node < density.Length; node++)
            density[node] = Math.Exp(-_beta * (density[node] - lowest));
        return lowest;
    }

    private double Node(int node) => _vRange.Lower + ((_vRange.Upper - _vRange.Lower) * node / (2 * Cells));

    // -log of the marginal density: cubic interpolation through four nodes; beyond the ends it rises steeply.
    private double Marginal(double u)
    {
        double place = (u - _uRange.Lower) / (_uRange.Upper - _uRange.Lower) * (MarginalNodes - 1);
        double outside = Math.Max(0, Math.Max(-place, place - (MarginalNodes - 1)));
        int node = (int)Math.Clamp(Math.Floor(place), 1, MarginalNodes - 3);
        double t = Math.Clamp(place, 0, MarginalNodes - 1) - node;
        double value = (-t * (t - 1) * (t - 2) / 6 * _marginal[node - 1]) + ((t + 1) * (t - 1) * (t - 2) / 2 * _marginal[node])
            - ((t + 1) * t * (t - 2) / 2 * _marginal[node + 1]) + ((t + 1) * t * (t - 1) / 6 * _marginal[node + 2]);
        return value + (100 * outside);
    }

    private double[] Barriers()
    {
        double lowest = _marginal.Min();
        List<double> barriers = [];
        for (int node = 1; node < MarginalNodes - 1; node++)
        {
            if (_marginal[node] > _marginal[node - 1] && _marginal[node] >= _marginal[node + 1] && _marginal[node] < lowest + 60)
                barriers.Add(_uRange.Lower + ((_uRange.Upper - _uRange.Lower) * node / (MarginalNodes - 1)));
        }
        return [.. barriers];
    }

    private float[] Tabulate(double[] density)
    {
        float[] table = new float[4 * TableNodes * Pieces];
        double[] left = new double[Cells + 1];
        double[] right = new double[Cells + 1];
        double cell = (_vRange.Upper - _vRange.Lower) / Cells;
        const double step = 2 * Reach / Pieces;
        for (int node = 0; node < TableNodes; node++)
        {
            Densities(_line.Reach.Lower + ((_line.Reach.Upper - _line.Reach.Lower) * node / (TableNodes - 1)), density);
            for (int index = 0; index < Cells; index++)
            {
                // Simpson's rule in every cell, summed from both ends.
                left[index + 1] = left[index] + (cell / 6 * (density[2 * index] + (4 * density[(2 * index) + 1]) + density[(2 * index) + 2]));
                int mirror = 2 * (Cells - index);
                right[index + 1] = right[index] + (cell / 6 * (density[mirror] + (4 * density[mirror - 1]) + density[mirror - 2]));
            }
            (double start, double startSlope) = Quantile(density, left, right, -Reach);
            for (int piece = 0; piece < Pieces; piece++)
            {
                (double end, double endSlope) = Quantile(density, left, right, -Reach + ((piece + 1) * step));
                double rise = end - start;
                double[] coefficients = [start, step * startSlope, (3 * rise) - (step * ((2 * startSlope) + endSlope)), (step * (startSlope + endSlope)) - (2 * rise)];
                for (int power = 0; power < 4; power++)
                    table[(power * TableNodes * Pieces) + (node * Pieces) + piece] = (float)coefficients[power];
                (start, startSlope) = (end, endSlope);
            }
        }
        return table;
    }

    // The quantile at Phi(z) and its slope by z, by the cubic through F and p at the ends of a cell.
    private (double Value, double Slope) Quantile(double[] density, double[] left, double[] right, double z)
    {
        double[] masses = z > 0 ? right : left;
        double wanted = NormalFunctions.Cdf(-Math.Abs(z)) * masses[^1];
        int index = Array.BinarySearch(masses, wanted);
        index = Math.Clamp(index < 0 ? ~index - 1 : index, 0, Cells - 1);
        double cell = (_vRange.Upper - _vRange.Lower) / Cells;
        int near = z > 0 ? 2 * (Cells - index) : 2 * index;
        (double p0, double p1) = (density[near] * cell, density[z > 0 ? near - 2 : near + 2] * cell);
        double rise = masses[index + 1] - masses[index];
        (double c2, double c3) = ((3 * rise) - (2 * p0) - p1, p0 + p1 - (2 * rise));
        (double low, double high) = (0, 1);
        for (int halving = 0; halving < 45; halving++)
        {
            double middle = 0.5 * (low + high);
            if (masses[index] + (middle * (p0 + (middle * (c2 + (middle * c3))))) < wanted)
                low = middle;
            else
                high = middle;
        }
        double slope = (p0 + (low * ((2 * c2) + (3 * c3 * low)))) / cell;
        double value = Node(near) + (z > 0 ? -low * cell : low * cell);
        return (value, NormalFunctions.Density(z) * masses[^1] / slope);
    }
}
