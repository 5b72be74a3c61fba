using GenGpu.Models.Energies;

namespace GenGpu.Models.Tests.Energies;

/// <summary>The waves of a lattice are orthonormal, and those of one class are what shifts, reflections and the exchange of equal axes make of each other.</summary>
public sealed class LatticeWaveTests
{
    [Theory]
    [InlineData(1, 5, 3)]
    [InlineData(1, 6, 4)]
    [InlineData(3, 4, 6)]
    [InlineData(4, 4, 6)]
    [InlineData(8, 8, 15)]
    public void Waves_are_orthonormal_and_fall_into_classes(int rows, int columns, int classes)
    {
        var waves = new LatticeWaves(new Lattice(rows, columns));
        Assert.Equal(classes, waves.ClassCount);
        float[] matrix = waves.Matrix();
        int sites = rows * columns;
        for (int a = 0; a < sites; a++)
        {
            for (int b = 0; b < sites; b++)
                Assert.Equal(a == b ? 1 : 0, Enumerable.Range(0, sites).Sum(site => (double)matrix[(a * sites) + site] * matrix[(b * sites) + site]), 1e-6);
        }
    }

    [Fact]
    public void Variances_that_differ_between_classes_make_a_field_whose_correlations_depend_on_distance_alone()
    {
        var lattice = new Lattice(4, 4);
        var waves = new LatticeWaves(lattice);
        float[] matrix = waves.Matrix();
        double Covariance(int a, int b) => Enumerable.Range(0, 16).Sum(wave => (1 + (0.3 * waves.Classes[wave])) * matrix[(wave * 16) + a] * matrix[(wave * 16) + b]);
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                int[] shifted = lattice.Shift(row, column);
                for (int site = 0; site < 16; site++)
                    Assert.Equal(Covariance(0, shifted[0]), Covariance(site, shifted[site]), 1e-6);
                Assert.Equal(Covariance(0, shifted[0]), Covariance(0, lattice.Shift(column, row)[0]), 1e-6);
                Assert.Equal(Covariance(0, shifted[0]), Covariance(0, lattice.Shift(-row, column)[0]), 1e-6);
            }
        }

        // The wrong twin: one wave of a class alone tells a direction apart.
        double Broken(int a, int b) => Covariance(a, b) + ((double)matrix[16 + a] * matrix[16 + b]);
        Assert.NotEqual(Broken(0, 1), Broken(0, 4), 1e-3);
    }
}
