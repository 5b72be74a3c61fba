using GenGpu.Models.Energies;

namespace GenGpu.Models.Estimators;

/// <summary>
/// Magnetisation, susceptibility, phi^2 and the two-point function of a field on a periodic lattice with V sites, from streamed configurations with weights. Errors are jackknife errors over blocks of the samples (Quenouille and Tukey),
/// which hold for ratios and differences of means as well. Accumulators merge block by block.
/// </summary>
public sealed class LatticeObservables
{
    private const int Fixed = 6;
    private readonly Lattice _lattice;
    private readonly ScaledSums[] _blocks;
    private readonly double[] _values;
    private long _next;

    /// <summary>No configurations yet.</summary>
    /// <param name="lattice">The lattice.</param>
    /// <param name="blocks">Number of jackknife blocks, at least 2.</param>
    public LatticeObservables(Lattice lattice, int blocks = 20)
    {
        ArgumentNullException.ThrowIfNull(lattice);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 2);
        _lattice = lattice;
        Distances = (Length(0) / 2) + 1;
        _values = new double[Fixed + Distances];
        _blocks = [.. Enumerable.Range(0, blocks).Select(_ => new ScaledSums(_values.Length, 0))];
    }

    /// <summary>Number of distances r = 0, 1 .. L/2 of the two-point function.</summary>
    public int Distances { get; }

    /// <summary>Number of configurations.</summary>
    public long Count { get; private set; }

    /// <summary>Configurations that were left out because their log weight is NaN or +infinity, or a site is not finite; print it wherever it is not 0.</summary>
    public long InvalidCount { get; private set; }

    /// <summary>Mean magnetisation E[m], m = (1/V) sum_x phi(x).</summary>
    public Estimate Magnetisation => Jackknife(v => v[1]);

    /// <summary>E|m|.</summary>
    public Estimate AbsoluteMagnetisation => Jackknife(v => v[2]);

    /// <summary>Susceptibility V (E[m^2] - E[|m|]^2), the one that stays finite in the broken phase.</summary>
    public Estimate Susceptibility => Jackknife(v => _lattice.Sites * (v[3] - (v[2] * v[2])));

    /// <summary>Sum of the full two-point function over all sites, V E[m^2]; the susceptibility of the symmetric phase.</summary>
    public Estimate TwoPointSusceptibility => Jackknife(v => _lattice.Sites * v[3]);

    /// <summary>E[(1/V) sum_x phi(x)^2].</summary>
    public Estimate SquareField => Jackknife(v => v[5]);

    /// <summary>Binder cumulant 1 - E[m^4] / (3 E[m^2]^2).</summary>
    public Estimate BinderCumulant => Jackknife(v => 1 - (v[4] / (3 * v[3] * v[3])));

    /// <summary>
    /// Two-point function at zero momentum, G(r) = L E[S(t) S(t + r)] with S(t) the mean of phi over a slice of L sites at right angles to the axis (L = 1 on a chain), averaged over t, and over both axes of a square lattice. Its sum over all
    /// r of the periodic axis is V E[m^2].
    /// </summary>
    /// <param name="distance">r, 0 to <see cref="Distances"/> - 1.</param>
    public Estimate TwoPoint(int distance)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)distance, (uint)Distances, nameof(distance));
        return Jackknife(v => v[Fixed + distance]);
    }

    /// <summary>Adds a configuration.</summary>
    /// <param name="field">phi, [sites].</param>
    /// <param name="logWeight">log w = -beta U - log q of a model's sample; 0 for samples of the target.</param>
    /// <param name="block">Jackknife block, for samples of Markov chains the chain, so that correlated samples share a block; default in turn, for independent samples. Any number; it wraps.</param>
    public void Add(ReadOnlySpan<double> field, double logWeight = 0, int? block = null)
    {
        if (field.Length != _lattice.Sites)
            throw new ArgumentException($"A configuration of {field.Length} sites on a lattice of {_lattice.Sites}.", nameof(field));
        Count++;
        int index = (int)((ulong)(block ?? _next++) % (ulong)_blocks.Length);
        Measure(field);
        if (double.IsNaN(logWeight) || double.IsPositiveInfinity(logWeight) || !double.IsFinite(_values[5]))
            InvalidCount++;
        else if (double.IsFinite(logWeight))
            _blocks[index].Add(logWeight, _values, []);
    }

    /// <summary>Adds the configurations of another accumulator.</summary>
    /// <param name="other">The other, of the same lattice and number of blocks; unchanged.</param>
    /// <exception cref="ArgumentException">The lattice or the number of blocks differs.</exception>
    public void Merge(LatticeObservables other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._lattice != _lattice || other._blocks.Length != _blocks.Length)
            throw new ArgumentException($"Observables of {other._lattice} in {other._blocks.Length} blocks cannot be merged into those of {_lattice} in {_blocks.Length}.", nameof(other));
        Count += other.Count;
        InvalidCount += other.InvalidCount;
        for (int i = 0; i < _blocks.Length; i++)
            _blocks[i].Merge(other._blocks[i]);
    }

    private bool IsSquare => _lattice.Rows == _lattice.Columns;

    // Axis 0 is time: the rows, or the only axis of a chain.
    private int Length(int axis) => _lattice.IsChain ? _lattice.Columns : axis == 0 ? _lattice.Rows : _lattice.Columns;

    private void Measure(ReadOnlySpan<double> field)
    {
        double sum = 0;
        double squares = 0;
        foreach (double value in field)
        {
            sum += value;
            squares += value * value;
        }

        double m = sum / field.Length;
        (_values[0], _values[1], _values[2], _values[3], _values[4], _values[5]) = (1, m, Math.Abs(m), m * m, m * m * m * m, squares / field.Length);
        _values.AsSpan(Fixed).Clear();
        int axes = IsSquare && !_lattice.IsChain ? 2 : 1;
        for (int axis = 0; axis < axes; axis++)
            AddCorrelations(Slices(field, axis), (double)field.Length / Length(axis) / axes);
    }

    private void AddCorrelations(ReadOnlySpan<double> slices, double factor)
    {
        for (int r = 0; r < Distances; r++)
        {
            double sum = 0;
            for (int t = 0; t < slices.Length; t++)
                sum += slices[t] * slices[(t + r) % slices.Length];
            _values[Fixed + r] += factor * sum / slices.Length;
        }
    }

    private double[] Slices(ReadOnlySpan<double> field, int axis)
    {
        double[] slices = new double[Length(axis)];
        bool byRows = !_lattice.IsChain && axis == 0;
        for (int site = 0; site < field.Length; site++)
            slices[byRows ? site / _lattice.Columns : site % _lattice.Columns] += field[site] * slices.Length / field.Length;
        return slices;
    }

    private Estimate Jackknife(Func<double[], double> function)
    {
        int[] used = [.. Enumerable.Range(0, _blocks.Length).Where(b => !double.IsNegativeInfinity(_blocks[b].Scale))];
        double value = function(Means(used));
        if (used.Length < 2)
            return new(value, double.NaN);
        double[] without = [.. used.Select(left => function(Means(used.Where(b => b != left))))];
        double mean = without.Average();
        double squares = without.Sum(v => (v - mean) * (v - mean));
        return new(value, Math.Sqrt(squares * (used.Length - 1) / used.Length));
    }

    private double[] Means(IEnumerable<int> blocks)
    {
        var sums = new ScaledSums(_values.Length, 0);
        foreach (int block in blocks)
            sums.Merge(_blocks[block]);
        double[] means = sums.First.ToArray();
        double weight = means[0];
        for (int i = 0; i < means.Length; i++)
            means[i] /= weight;
        return means;
    }
}
