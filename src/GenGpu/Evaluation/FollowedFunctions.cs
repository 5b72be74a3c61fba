using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;

namespace GenGpu.Evaluation;

/// <summary>The functions of a configuration whose convergence is followed: the energy, its observables, its basins, the mean field of a lattice, and the first coordinates (of angles their sine and cosine).</summary>
internal sealed class FollowedFunctions
{
    private const int Coordinates = 8;
    private readonly List<(string Name, Func<double[], double> Function)> _functions = [];
    private readonly List<string> _figures = [];
    private readonly List<double>[][] _series;

    /// <summary>Chooses the functions.</summary>
    /// <param name="energy">The energy.</param>
    /// <param name="chains">Number of chains.</param>
    public FollowedFunctions(Energy energy, int chains)
    {
        foreach (Observable observable in energy.Observables)
        {
            _functions.Add((observable.Name, x => observable.Evaluate(x)));
            _figures.Add(BoltzmannMetrics.MeanOf(observable.Name));
        }

        foreach (Basin basin in energy.Basins)
        {
            _functions.Add(($"basin {basin.Name}", x => basin.Contains(x) ? 1 : 0));
            _figures.Add(BoltzmannMetrics.OccupationOf(basin));
        }

        if (energy.Lattice is not null)
            _functions.Add(("mean field", x => x.Average()));
        for (int axis = 0; axis < Math.Min(energy.Dimensions, Coordinates); axis++)
        {
            int row = axis;
            if (energy.IsAngular)
            {
                _functions.Add(($"sin x{row}", x => Math.Sin(x[row])));
                _functions.Add(($"cos x{row}", x => Math.Cos(x[row])));
            }
            else
            {
                _functions.Add(($"x{row}", x => x[row]));
            }
        }

        // The energy comes with the samples; it is the last function.
        _series = [.. Enumerable.Range(0, _functions.Count + 1).Select(_ => Enumerable.Range(0, chains).Select(_ => new List<double>()).ToArray())];
    }

    /// <summary>Adds a sample of a chain.</summary>
    /// <param name="chain">Index of the chain.</param>
    /// <param name="x">The point, [dimensions].</param>
    /// <param name="energy">U(x).</param>
    public void Add(int chain, double[] x, double energy)
    {
        for (int i = 0; i < _functions.Count; i++)
            _series[i][chain].Add(_functions[i].Function(x));
        _series[^1][chain].Add(energy);
    }

    /// <summary>Forgets all samples.</summary>
    public void Clear()
    {
        foreach (List<double> series in _series.SelectMany(s => s))
            series.Clear();
    }

    /// <summary>Means over all chains of the observables, the basins and the energy, by the names of <see cref="BoltzmannMetrics"/>; the standard error is sqrt(variance / effective sample size of the mean).</summary>
    public Dictionary<string, Estimate> Means()
    {
        var means = new Dictionary<string, Estimate>(StringComparer.Ordinal);
        for (int i = 0; i < _figures.Count; i++)
            means[_figures[i]] = ChainStatistics.Mean(Chains(i));
        means[BoltzmannMetrics.MeanOf("energy")] = ChainStatistics.Mean(Chains(_series.Length - 1));
        return means;
    }

    /// <summary>Largest R-hat with its function, and smallest bulk effective sample size. Functions that are the same everywhere (a basin that nobody visits) say nothing and are left out.</summary>
    public (double RHat, string Worst, double EffectiveSampleSize) Summarise()
    {
        double largest = double.NaN;
        double smallest = double.NaN;
        string worst = "";
        for (int i = 0; i < _series.Length; i++)
        {
            double[][] chains = Chains(i);
            double rHat = ChainStatistics.RHat(chains);
            double size = ChainStatistics.BulkEffectiveSampleSize(chains);
            if (rHat > largest || (double.IsNaN(largest) && !double.IsNaN(rHat)))
                (largest, worst) = (rHat, i < _functions.Count ? _functions[i].Name : "energy");
            if (size < smallest || double.IsNaN(smallest))
                smallest = size;
        }

        return (largest, worst, smallest);
    }

    private double[][] Chains(int function) => [.. _series[function].Select(values => values.ToArray())];
}
