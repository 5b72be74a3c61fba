using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;

namespace GenGpu.Models.Tests.Estimators;

/// <summary>Fields without correlations, where all is known, and the free field by brute force.</summary>
public sealed class LatticeObservablesTests
{
    [Theory]
    [InlineData(4, 4)]
    [InlineData(2, 6)]
    [InlineData(1, 8)]
    public void IndependentSites_HaveKnownMoments(int rows, int columns)
    {
        var lattice = new Lattice(rows, columns);
        var observables = new LatticeObservables(lattice);
        foreach (double[] field in Normals.Random(4000 * lattice.Sites, 40).Chunk(lattice.Sites))
            observables.Add(field);
        Near(0, observables.Magnetisation);
        Near(Math.Sqrt(2 / (Math.PI * lattice.Sites)), observables.AbsoluteMagnetisation);
        Near(1, observables.SquareField);
        Near(1, observables.TwoPointSusceptibility);
        Near(1 - (2 / Math.PI), observables.Susceptibility);
        Near(0, observables.BinderCumulant);
        Near(1, observables.TwoPoint(0));
        Near(0, observables.TwoPoint(1));
    }

    [Fact]
    public void TwoPointFunction_SumsToTheSusceptibility_AndIsBruteForce()
    {
        var lattice = new Lattice(6, 6);
        var observables = new LatticeObservables(lattice);
        double[] field = Normals.Random(36, 41);
        observables.Add(field);
        double sum = observables.TwoPoint(0).Value + (2 * observables.TwoPoint(1).Value) + (2 * observables.TwoPoint(2).Value) + observables.TwoPoint(3).Value;
        Assert.Equal(observables.TwoPointSusceptibility.Value, sum, 1e-10);
        // sum over x, y with row(y) = row(x) + 1, over V, and the same for columns; its mean.
        double pairs = 0;
        for (int x = 0; x < 36; x++)
        {
            for (int y = 0; y < 36; y++)
            {
                pairs += y / 6 == ((x / 6) + 1) % 6 ? field[x] * field[y] : 0;
                pairs += y % 6 == ((x % 6) + 1) % 6 ? field[x] * field[y] : 0;
            }
        }

        Assert.Equal(pairs / 36 / 2, observables.TwoPoint(1).Value, 1e-10);
    }

    [Fact]
    public void Weights_TurnOneLawIntoAnother()
    {
        // Fields of unit variance reweighted to exp(-phi^2 / (2 s^2)) per site.
        const double Variance = 1.2;
        var lattice = new Lattice(2, 2);
        var observables = new LatticeObservables(lattice);
        var first = new LatticeObservables(lattice);
        var second = new LatticeObservables(lattice);
        int index = 0;
        foreach (double[] field in Normals.Random(80_000, 42).Chunk(4))
        {
            double logWeight = 900 + field.Sum(v => v * v / 2 * (1 - (1 / Variance)));
            observables.Add(field, logWeight, index);
            (index < 7000 ? first : second).Add(field, logWeight, index);
            index++;
        }

        Near(Variance, observables.SquareField);
        Near(Variance, observables.TwoPointSusceptibility);
        first.Merge(second);
        Assert.Equal(observables.Susceptibility.Value, first.Susceptibility.Value, 1e-10);
        Assert.Equal(observables.Susceptibility.Error, first.Susceptibility.Error, 1e-10);
    }

    [Fact]
    public void BadConfigurations_AreCounted()
    {
        var observables = new LatticeObservables(new Lattice(1, 2));
        observables.Add([1, 1]);
        observables.Add([double.NaN, 1]);
        observables.Add([1, 1], double.NaN);
        Assert.Equal((3L, 2L), (observables.Count, observables.InvalidCount));
        Assert.Equal(1, observables.Magnetisation.Value);
        Assert.Throws<ArgumentException>(() => observables.Add([1]));
    }

    private static void Near(double exact, Estimate estimate)
    {
        Assert.True(estimate.Error is > 0 and < 0.1);
        Assert.InRange(estimate.Value, exact - (4 * estimate.Error), exact + (4 * estimate.Error));
    }
}
