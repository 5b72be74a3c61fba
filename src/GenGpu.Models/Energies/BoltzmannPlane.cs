using GenGpu.Models.Metrics;

namespace GenGpu.Models.Energies;

/// <summary>The law exp(-beta U) / Z in the plane by a product of Gauss-Legendre panels; an axis can be cut where a function jumps, so that means of indicators are exact too.</summary>
public sealed class BoltzmannPlane
{
    private const int Order = 16;
    private readonly double[] _first;
    private readonly double[] _second;
    // [first][second], summing to 1.
    private readonly double[] _masses;

    /// <summary>Integrates.</summary>
    /// <param name="potential">U of the two axes.</param>
    /// <param name="beta">Inverse temperature, above 0.</param>
    /// <param name="firstCuts">Ends of the first axis, with cuts between them, ascending.</param>
    /// <param name="secondCuts">Ends of the second axis, with cuts between them, ascending.</param>
    /// <param name="panelWidth">Largest width of a panel: about the smallest standard deviation of a mode.</param>
    public BoltzmannPlane(Func<double, double, double> potential, double beta, double[] firstCuts, double[] secondCuts, double panelWidth)
    {
        ArgumentNullException.ThrowIfNull(potential);
        ArgumentNullException.ThrowIfNull(firstCuts);
        ArgumentNullException.ThrowIfNull(secondCuts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        (_first, double[] firstWeights) = Axis(firstCuts, panelWidth);
        (_second, double[] secondWeights) = Axis(secondCuts, panelWidth);
        _masses = new double[_first.Length * _second.Length];
        double lowest = double.PositiveInfinity;
        for (int i = 0; i < _first.Length; i++)
        {
            for (int j = 0; j < _second.Length; j++)
                lowest = Math.Min(lowest, _masses[(i * _second.Length) + j] = potential(_first[i], _second[j]));
        }
        double total = 0;
        double energy = 0;
        for (int i = 0; i < _first.Length; i++)
        {
            for (int j = 0; j < _second.Length; j++)
            {
                ref double cell = ref _masses[(i * _second.Length) + j];
                double value = cell;
                cell = firstWeights[i] * secondWeights[j] * Math.Exp(-beta * (value - lowest));
                total += cell;
                energy += cell == 0 ? 0 : cell * value;
            }
        }
        for (int cell = 0; cell < _masses.Length; cell++)
            _masses[cell] /= total;
        LogPartition = Math.Log(total) - (beta * lowest);
        Entropy = LogPartition + (beta * energy / total);
    }

    /// <summary>log of the integral of exp(-beta U).</summary>
    public double LogPartition { get; }

    /// <summary>-E[log p] in nats.</summary>
    public double Entropy { get; }

    /// <summary>E[f].</summary>
    /// <param name="function">f of the two axes, smooth except at the cuts.</param>
    public double Mean(Func<double, double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        double sum = 0;
        for (int i = 0; i < _first.Length; i++)
        {
            for (int j = 0; j < _second.Length; j++)
            {
                double mass = _masses[(i * _second.Length) + j];
                // Far cells have no mass and may have no finite value.
                if (mass > 0)
                    sum += mass * function(_first[i], _second[j]);
            }
        }
        return sum;
    }

    /// <summary>The masses of classes of points. Where their borders are not cuts, the error is about the mass of a node times the root of the number of nodes on a border.</summary>
    /// <param name="classify">The class of a point, 0 to <paramref name="count"/> - 1.</param>
    /// <param name="count">Number of classes.</param>
    public double[] Masses(Func<double, double, int> classify, int count)
    {
        ArgumentNullException.ThrowIfNull(classify);
        double[] masses = new double[count];
        for (int i = 0; i < _first.Length; i++)
        {
            for (int j = 0; j < _second.Length; j++)
            {
                double mass = _masses[(i * _second.Length) + j];
                // Most of the plane is empty.
                if (mass > 1e-20)
                    masses[classify(_first[i], _second[j])] += mass;
            }
        }
        return masses;
    }

    private static (double[] Nodes, double[] Weights) Axis(double[] cuts, double panelWidth)
    {
        (double[] nodes, double[] weights) = GaussLegendre.Rule(Order);
        List<double> points = [];
        List<double> masses = [];
        for (int part = 0; part + 1 < cuts.Length; part++)
        {
            int panels = Math.Max(1, (int)Math.Ceiling((cuts[part + 1] - cuts[part]) / panelWidth));
            double width = (cuts[part + 1] - cuts[part]) / panels;
            for (int panel = 0; panel < panels; panel++)
            {
                for (int node = 0; node < Order; node++)
                {
                    points.Add(cuts[part] + (width * (panel + (0.5 * (1 + nodes[node])))));
                    masses.Add(0.5 * width * weights[node]);
                }
            }
        }
        return ([.. points], [.. masses]);
    }
}
