namespace GenGpu.Models.Energies;

/// <summary>The exact XY ring of unit coupling by its transfer matrix, whose eigenvalues are 2 pi I_n(beta), n = ..., -1, 0, 1, ...</summary>
internal sealed class XyChain
{
    public XyChain(int sites, double beta)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        // Orders beyond a few roots of beta have no share; 30 more cover small beta.
        int largest = 30 + (int)Math.Ceiling(9 * Math.Sqrt(beta));
        double[] bessel = [.. Enumerable.Range(0, largest + 2).Select(order => Bessel(order, beta, largest))];
        double Ratio(int order) => bessel[Math.Abs(order)] / bessel[0];
        double total = 0;
        double bond = 0;
        for (int order = -largest; order <= largest; order++)
        {
            total += Math.Pow(Ratio(order), sites);
            bond += Math.Pow(Ratio(order), sites - 1) * 0.5 * (Ratio(order - 1) + Ratio(order + 1));
        }
        LogPartition = (sites * (Math.Log(2 * Math.PI * bessel[0]) + beta)) + Math.Log(total);
        Bond = bond / total;
        double correlations = 0;
        for (int distance = 0; distance < sites; distance++)
        {
            for (int order = -largest; order <= largest; order++)
                correlations += Math.Pow(Ratio(order), sites - distance) * Math.Pow(Ratio(order + 1), distance);
        }
        MagnetisationSquared = correlations / (total * sites);
    }

    public double LogPartition { get; }

    /// <summary>E[cos] of a bond.</summary>
    public double Bond { get; }

    /// <summary>E[|sum exp(i theta)|^2] / sites^2.</summary>
    public double MagnetisationSquared { get; }

    // I_n(beta) exp(-beta): the trapezoid rule over a period, exact to rounding with enough nodes for the order and the width of the peak.
    private static double Bessel(int order, double beta, int largest)
    {
        int nodes = 8 * (largest + 16);
        double sum = 0;
        for (int node = 0; node < nodes; node++)
        {
            double angle = 2 * Math.PI * node / nodes;
            sum += Math.Exp(beta * (Math.Cos(angle) - 1)) * Math.Cos(order * angle);
        }
        return sum / nodes;
    }
}
