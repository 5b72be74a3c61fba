using GenGpu.Models.Metrics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace GenGpu.Models.Energies;

/// <summary>
/// The exact phi^4 ring by its transfer matrix T(a, b) = exp(-beta (v(a) / 2 + v(b) / 2 - 2 a b)), v = (m^2 + 2) phi^2 + lambda phi^4, on the nodes of a quadrature:
/// Z = sum_n t_n^sites over its eigenvalues.
/// </summary>
internal sealed class Phi4Chain
{
    private const int Nodes = 160;

    public Phi4Chain(int sites, double massSquared, double lambda, double beta)
    {
        double V(double phi) => phi * phi * (massSquared + 2 + (lambda * phi * phi));
        // The energy of a site with equal neighbours bounds what the field can reach.
        BoltzmannLine reach = new(phi => V(phi) - (2 * phi * phi), beta);
        double largest = reach.Reach.Upper;
        (double[] unit, double[] weights) = GaussLegendre.Rule(Nodes);
        double[] phi = [.. unit.Select(x => largest * x)];
        double lowest = phi.Min(x => V(x) - (2 * x * x));
        Matrix<double> transfer = Matrix<double>.Build.Dense(Nodes, Nodes, (i, j) =>
            largest * Math.Sqrt(weights[i] * weights[j]) * Math.Exp(-beta * ((0.5 * (V(phi[i]) + V(phi[j]))) - (2 * phi[i] * phi[j]) - lowest)));
        Evd<double> modes = transfer.Evd(Symmetricity.Symmetric);
        double[] values = [.. modes.EigenValues.Select(value => value.Real)];
        double top = values.Max();
        double[] shares = [.. values.Select(value => Math.Pow(value / top, sites))];
        double total = shares.Sum();
        LogPartition = Math.Log(total) + (sites * (Math.Log(top) - (beta * lowest)));
        Matrix<double> vectors = modes.EigenVectors;
        double Local(Func<double, double> f)
        {
            double sum = 0;
            for (int mode = 0; mode < Nodes; mode++)
            {
                double mean = 0;
                for (int i = 0; i < Nodes; i++)
                    mean += vectors[i, mode] * vectors[i, mode] * f(phi[i]);
                sum += shares[mode] * mean;
            }
            return sum / total;
        }

        MeanSquare = Local(x => x * x);
        Matrix<double> field = vectors.Transpose() * Matrix<double>.Build.DenseDiagonal(Nodes, Nodes, i => phi[i]) * vectors;
        double neighbours = 0;
        for (int n = 0; n < Nodes; n++)
        {
            for (int m = 0; m < Nodes; m++)
                neighbours += field[n, m] * field[n, m] * Math.Pow(values[n] / top, sites - 1) * (values[m] / top);
        }
        Neighbours = neighbours / total;
        Entropy = LogPartition + (beta * sites * (Local(V) - (2 * Neighbours)));
    }

    public double LogPartition { get; }

    public double Entropy { get; }

    /// <summary>E[phi^2].</summary>
    public double MeanSquare { get; }

    /// <summary>E[phi(x) phi(x + 1)].</summary>
    public double Neighbours { get; }
}
