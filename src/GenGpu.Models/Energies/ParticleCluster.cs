using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>
/// Particles whose energy depends on their distances alone, without their centre of mass: the coordinates are y [axes * (particles - 1)] with positions r_a = H y_a along every axis a,
/// H [particles, particles - 1] the orthonormal Helmert basis of the vectors that sum to zero. Volumes are those of the subspace, and what is normalisable there is so in y.
/// </summary>
internal sealed class ParticleCluster
{
    private readonly double[] _helmert;
    private readonly int[] _left;
    private readonly int[] _right;

    public ParticleCluster(int particles, int axes)
    {
        (Particles, Axes) = (particles, axes);
        _helmert = new double[particles * (particles - 1)];
        for (int column = 0; column < particles - 1; column++)
        {
            // Column k: k + 1 equal entries, then one that balances them.
            double norm = Math.Sqrt((column + 1.0) * (column + 2));
            for (int row = 0; row <= column; row++)
                _helmert[(row * (particles - 1)) + column] = 1 / norm;
            _helmert[((column + 1) * (particles - 1)) + column] = -(column + 1) / norm;
        }
        (int, int)[] pairs = [.. Enumerable.Range(0, particles).SelectMany(i => Enumerable.Range(i + 1, particles - i - 1).Select(j => (i, j)))];
        _left = [.. pairs.Select(pair => pair.Item1)];
        _right = [.. pairs.Select(pair => pair.Item2)];
    }

    public int Particles { get; }

    public int Axes { get; }

    /// <summary>Number of coordinates.</summary>
    public int Dimensions => Axes * (Particles - 1);

    /// <summary>Number of pairs.</summary>
    public int Pairs => _left.Length;

    /// <summary>The squared distances of all pairs, [pairs, batch].</summary>
    public Value SquaredDistances(ProgramBuilder g, Value y)
    {
        Value basis = g.Buffer(TargetBuffers.Get(g.Model, FormattableString.Invariant($"energy.helmert{Particles}"), Particles, Particles - 1, [.. _helmert.Select(value => (float)value)]));
        Value? squares = null;
        for (int axis = 0; axis < Axes; axis++)
        {
            Value positions = g.Dense(basis, g.SliceRows(y, axis * (Particles - 1), Particles - 1));
            Value difference = g.Subtract(g.GatherRows(positions, _left), g.GatherRows(positions, _right));
            squares = squares is null ? g.Square(difference) : g.MultiplyAdd(difference, difference, squares);
        }
        return squares!;
    }

    /// <summary>The squared distances of all pairs.</summary>
    public double[] SquaredDistances(ReadOnlySpan<double> y)
    {
        double[] squares = new double[Pairs];
        double[] positions = new double[Particles];
        for (int axis = 0; axis < Axes; axis++)
        {
            for (int particle = 0; particle < Particles; particle++)
            {
                positions[particle] = 0;
                for (int column = 0; column < Particles - 1; column++)
                    positions[particle] += _helmert[(particle * (Particles - 1)) + column] * y[(axis * (Particles - 1)) + column];
            }
            for (int pair = 0; pair < Pairs; pair++)
            {
                double difference = positions[_left[pair]] - positions[_right[pair]];
                squares[pair] += difference * difference;
            }
        }
        return squares;
    }

    /// <summary>The mean distance of two particles and the smallest one.</summary>
    public IReadOnlyList<Observable> Observables =>
    [
        new("mean distance", y => SquaredDistances(y).Average(Math.Sqrt)),
        new("shortest distance", y => Math.Sqrt(SquaredDistances(y).Min())),
    ];
}
