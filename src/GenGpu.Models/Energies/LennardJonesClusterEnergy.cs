using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies;

/// <summary>
/// A Lennard-Jones cluster in space, LJ13 with 13 particles: the pair energy r^-12 - 2 r^-6 summed over pairs (well of depth 1 at distance 1), and half the squared distances of the particles
/// from their centre of mass, without which clusters evaporate (Koehler, Klein and Noe 2020; the oscillator has strength 1). The coordinates are those of the subspace with its centre of mass at zero
/// in the orthonormal Helmert basis, axis by axis: 36 for 13 particles.
/// </summary>
public sealed class LennardJonesClusterEnergy : Energy
{
    // r^-12 stays finite in float: closer particles count as this far apart, 0.0032.
    private const double Smallest = 1e-5;
    private readonly ParticleCluster _cluster;

    /// <summary>Creates the energy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="particles">Number of particles, at least 2.</param>
    public LennardJonesClusterEnergy(string name, int particles)
        : base(
            name,
            3 * (particles - 1),
            FormattableString.Invariant($"{particles} Lennard-Jones particles in space"),
            "U = sum over pairs of r^-12 - 2 r^-6 + sum of |r_i|^2 / 2, centre of mass at 0")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(particles, 2);
        _cluster = new ParticleCluster(particles, 3);
        // A compact cluster of n particles has a radius of gyration of about 0.4 n^(1/3).
        Spread = [.. Enumerable.Repeat(Math.Max(0.5, 0.24 * Math.Cbrt(particles)), Dimensions)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; }

    /// <inheritdoc/>
    public override bool IsMultimodal => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables => _cluster.Observables;

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        Value inverse = g.Reciprocal(g.Maximum(_cluster.SquaredDistances(g, x), (float)Smallest));
        Value attraction = g.Multiply(g.Square(inverse), inverse);
        Value pairs = g.SumRows(g.Multiply(attraction, g.Subtract(attraction, 2)));
        // The basis is orthonormal: the squared positions sum to |y|^2.
        return g.MultiplyAdd(g.SumRows(g.Square(x)), g.Constant(0.5f), pairs);
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x)
            sum += 0.5 * value * value;
        foreach (double squared in _cluster.SquaredDistances(x))
        {
            double attraction = Math.Pow(Math.Max(squared, Smallest), -3);
            sum += attraction * (attraction - 2);
        }
        return sum;
    }
}
