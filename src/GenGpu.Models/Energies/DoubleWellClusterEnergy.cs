using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies;

/// <summary>
/// DW4: four particles in the plane with the pair energy 0.9 (r - 4)^4 - 4 (r - 4)^2 summed over pairs (Koehler, Klein and Noe 2020). The coordinates are the six of the subspace
/// with its centre of mass at zero in the orthonormal Helmert basis: y_0 .. y_2 for the first axis, y_3 .. y_5 for the second; no term on the centre of mass is needed.
/// </summary>
public sealed class DoubleWellClusterEnergy : Energy
{
    private const double Distance = 4;
    private const double Quadratic = -4;
    private const double Quartic = 0.9;
    // Keeps the gradient of the root finite where two particles meet.
    private const double Smallest = 1e-10;
    private static readonly ParticleCluster _cluster = new(4, 2);

    /// <summary>Creates the energy.</summary>
    public DoubleWellClusterEnergy()
        : base("dw4", _cluster.Dimensions, "four particles in the plane whose distances have two wells", "U = sum over pairs of 0.9 (r - 4)^4 - 4 (r - 4)^2, centre of mass at 0")
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread => [.. Enumerable.Repeat(2.0, Dimensions)];

    /// <inheritdoc/>
    public override bool IsMultimodal => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables => _cluster.Observables;

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        Value shift = g.Subtract(g.Sqrt(g.Maximum(_cluster.SquaredDistances(g, x), (float)Smallest)), (float)Distance);
        Value square = g.Square(shift);
        return g.SumRows(g.Multiply(square, g.MultiplyAdd(square, g.Constant((float)Quartic), g.Constant((float)Quadratic))));
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x) => _cluster.SquaredDistances(x).Sum(squared =>
    {
        double shift = Math.Sqrt(Math.Max(squared, Smallest)) - Distance;
        return shift * shift * (Quadratic + (Quartic * shift * shift));
    });
}
