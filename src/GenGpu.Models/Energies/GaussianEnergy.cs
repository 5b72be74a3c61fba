using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>A Gaussian: U = (x - m)^T C^-1 (x - m) / 2. Everything about it is known in closed form at any temperature.</summary>
public sealed class GaussianEnergy : Energy
{
    private readonly GaussianComponent _gaussian;
    private readonly double _logDeterminant;

    /// <summary>Creates the energy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mean">m, [dimensions].</param>
    /// <param name="covariance">C, [dimensions, dimensions] row by row, symmetric and positive definite.</param>
    /// <exception cref="Core.UserErrorException">Sizes differ, a number is not finite, or C is not symmetric positive definite.</exception>
    public GaussianEnergy(string name, IReadOnlyList<double> mean, IReadOnlyList<double> covariance)
        : base(name, mean?.Count ?? throw new ArgumentNullException(nameof(mean)), FormattableString.Invariant($"a Gaussian in {mean.Count} dimensions"), "U = (x - m)^T C^-1 (x - m) / 2")
    {
        ArgumentNullException.ThrowIfNull(covariance);
        _gaussian = new GaussianMixture(null, [[.. mean]], [[.. covariance]]).Components[0];
        for (int row = 0; row < Dimensions; row++)
            _logDeterminant += 2 * Math.Log(_gaussian.Cholesky[(row * Dimensions) + row]);
        Centre = [.. mean];
        Spread = [.. Enumerable.Range(0, Dimensions).Select(row => Math.Sqrt(_gaussian.Covariance[(row * Dimensions) + row]))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Centre { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables =>
    [
        new("x0", x => x[0], Centre[0]),
        new("x0^2", x => x[0] * x[0], (Centre[0] * Centre[0]) + (Spread[0] * Spread[0])),
    ];

    /// <inheritdoc/>
    public override double? LogPartition(double beta) => 0.5 * ((Dimensions * Math.Log(2 * Math.PI / beta)) + _logDeterminant);

    /// <inheritdoc/>
    public override double? Entropy(double beta) => LogPartition(beta) + (0.5 * Dimensions);

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        // |L^-1 (x - m)|^2 with the inverse factor as a constant matrix: one product, and no cancellation as in x^T C^-1 x.
        Value centred = Centre.All(value => value == 0) ? x : g.Subtract(x, Column(g));
        return g.Multiply(g.SumRows(g.Square(g.Dense(Matrix(g, "whitening", Whitening()), centred))), 0.5f);
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x) => 0.5 * _gaussian.SquaredDistance(x);

    /// <inheritdoc/>
    public override bool HasSampler(double beta) => beta > 0;

    /// <inheritdoc/>
    /// <remarks>m + L z / sqrt(beta).</remarks>
    public override Value Sample(ProgramBuilder g, string site, double beta)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        Value scaled = g.Multiply(g.Normal(Dimensions, $"{site}.normal"), (float)(1 / Math.Sqrt(beta)));
        return g.Dense(Matrix(g, "factor", _gaussian.Cholesky), scaled, Column(g));
    }

    private Value Column(ProgramBuilder g) =>
        g.Buffer(TargetBuffers.Get(g.Model, $"energy.{Name}.mean", Dimensions, 1, [.. Centre.Select(value => (float)value)]));

    private Value Matrix(ProgramBuilder g, string what, ReadOnlySpan<double> values)
    {
        float[] table = new float[values.Length];
        for (int index = 0; index < table.Length; index++)
            table[index] = (float)values[index];
        return g.Buffer(TargetBuffers.Get(g.Model, $"energy.{Name}.{what}", Dimensions, Dimensions, table));
    }

    private double[] Whitening()
    {
        double[] inverse = new double[Dimensions * Dimensions];
        for (int column = 0; column < Dimensions; column++)
        {
            for (int row = column; row < Dimensions; row++)
            {
                double rest = row == column ? 1 : 0;
                for (int inner = column; inner < row; inner++)
                    rest -= _gaussian.Cholesky[(row * Dimensions) + inner] * inverse[(inner * Dimensions) + column];
                inverse[(row * Dimensions) + column] = rest / _gaussian.Cholesky[(row * Dimensions) + row];
            }
        }
        return inverse;
    }
}
