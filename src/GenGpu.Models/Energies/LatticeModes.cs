namespace GenGpu.Models.Energies;

/// <summary>
/// The free field on a periodic lattice, S = sum_p kappa_p |phi_p|^2 / 2 with kappa_p = 2 (m^2 + 2 d - 2 sum_mu cos p_mu), p_mu = 2 pi n_mu / L_mu.
/// </summary>
internal sealed class LatticeModes
{
    private readonly Lattice _lattice;
    private readonly double[] _stiffness;

    public LatticeModes(Lattice lattice, double massSquared)
    {
        _lattice = lattice;
        int axes = lattice.IsChain ? 1 : 2;
        _stiffness = new double[lattice.Sites];
        for (int mode = 0; mode < _stiffness.Length; mode++)
        {
            double cosines = Math.Cos(2 * Math.PI * (mode % lattice.Columns) / lattice.Columns);
            if (!lattice.IsChain)
                cosines += Math.Cos(2 * Math.PI * (mode / lattice.Columns) / lattice.Rows);
            _stiffness[mode] = 2 * (massSquared + (2 * axes) - (2 * cosines));
        }
        Variance = Correlation(kappa => 1 / kappa, 0, 0);
        Neighbours = Correlation(kappa => 1 / kappa, 0, 1);
        MagnetisationVariance = 1 / (_stiffness[0] * lattice.Sites);
    }

    /// <summary>E[phi^2].</summary>
    public double Variance { get; }

    /// <summary>E[phi(x) phi(x + 1)] along the second axis.</summary>
    public double Neighbours { get; }

    /// <summary>E[m^2] of the mean m of the field.</summary>
    public double MagnetisationVariance { get; }

    public double LogPartition(double beta) => _stiffness.Sum(kappa => 0.5 * Math.Log(2 * Math.PI / (beta * kappa)));

    /// <summary>Two-point function at zero momentum: the mean over the modes that vary along the axis of r alone; for a rectangle, that of the rows as in the estimator.</summary>
    public double TwoPoint(double beta, int distance)
    {
        int length = _lattice.IsChain ? _lattice.Columns : _lattice.Rows;
        int stride = _lattice.IsChain ? 1 : _lattice.Columns;
        double sum = 0;
        for (int mode = 0; mode < length; mode++)
            sum += Math.Cos(2 * Math.PI * mode * distance / length) / (beta * _stiffness[mode * stride]);
        return sum / length;
    }

    /// <summary>The symmetric root of the covariance at a temperature, [sites, sites].</summary>
    public float[] Root(double beta)
    {
        int sites = _lattice.Sites;
        // The root depends only on the difference of two sites.
        double[] row = new double[sites];
        for (int site = 0; site < sites; site++)
            row[site] = Correlation(kappa => 1 / Math.Sqrt(beta * kappa), site / _lattice.Columns, site % _lattice.Columns);
        float[] root = new float[sites * sites];
        for (int site = 0; site < sites; site++)
        {
            int[] shifted = _lattice.Shift(site / _lattice.Columns, site % _lattice.Columns);
            for (int other = 0; other < sites; other++)
                root[(site * sites) + shifted[other]] = (float)row[other];
        }
        return root;
    }

    private double Correlation(Func<double, double> weight, int rows, int columns)
    {
        double sum = 0;
        for (int mode = 0; mode < _stiffness.Length; mode++)
        {
            double phase = ((double)(mode % _lattice.Columns) * columns / _lattice.Columns) + ((double)(mode / _lattice.Columns) * rows / _lattice.Rows);
            sum += weight(_stiffness[mode]) * Math.Cos(2 * Math.PI * phase);
        }
        return sum / _stiffness.Length;
    }
}
