using GenGpu.Core.Programs;

namespace GenGpu.Models.Targets;

/// <summary>Emits samples of a Gaussian mixture with as few ops as its covariances allow.</summary>
internal static class MixtureSampler
{
    /// <summary>Emits mean_k + L_k z.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the draw sites.</param>
    /// <param name="name">Name of the target, for its tables.</param>
    /// <param name="mixture">The mixture.</param>
    /// <returns>[dimensions, batch].</returns>
    public static Value Emit(ProgramBuilder g, string site, string name, GaussianMixture mixture)
    {
        ArgumentNullException.ThrowIfNull(g);
        int dimensions = mixture.Dimensions;
        IReadOnlyList<GaussianComponent> components = mixture.Components;
        Value normals = g.Normal(dimensions, $"{site}.normal");
        List<Func<GaussianComponent, double>> rows = [];
        for (int axis = 0; axis < dimensions; axis++)
            rows.Add(Mean(axis));
        bool diagonal = components.All(component => IsDiagonal(component));
        double first = components[0].Cholesky[0];
        bool spherical = diagonal && components.All(component => Enumerable.Range(0, dimensions).All(axis => component.Cholesky[axis * dimensions + axis] == first));
        for (int column = 0; column < dimensions && !spherical; column++)
        {
            // A diagonal factor is one block of rows; a triangular one has a block per column.
            if (diagonal)
                rows.Add(Factor(column, column, dimensions));
            else
                rows.AddRange(Enumerable.Range(0, dimensions).Select(row => Factor(row, column, dimensions)));
        }
        Value parameters = Parameters(g, site, name, components, rows);
        Value means = g.SliceRows(parameters, 0, dimensions);
        if (spherical)
            return g.MultiplyAdd(normals, g.Constant((float)first), means);
        if (diagonal)
            return g.MultiplyAdd(normals, g.SliceRows(parameters, dimensions, dimensions), means);
        Value sample = means;
        for (int column = 0; column < dimensions; column++)
            sample = g.MultiplyAdd(g.SliceRows(parameters, dimensions * (column + 1), dimensions), g.SliceRows(normals, column, 1), sample);
        return sample;
    }

    private static Value Parameters(ProgramBuilder g, string site, string name, IReadOnlyList<GaussianComponent> components, List<Func<GaussianComponent, double>> rows)
    {
        float[] table = new float[rows.Count * components.Count];
        for (int index = 0; index < table.Length; index++)
            table[index] = (float)rows[index / components.Count](components[index % components.Count]);
        Value values = g.Buffer(TargetBuffers.Get(g.Model, $"target.{name}.components", rows.Count, components.Count, table));
        return g.Lookup(values, Component(g, site, name, components));
    }

    private static Value Component(ProgramBuilder g, string site, string name, IReadOnlyList<GaussianComponent> components)
    {
        // u < 1 - 2^-24 keeps the rounded product below the number of components.
        if (components.All(component => component.Weight == components[0].Weight))
            return g.Floor(g.Multiply(g.Uniform(1, $"{site}.component"), components.Count));
        float[] weights = [.. components.Select(component => (float)component.Weight)];
        return g.Categorical(g.Buffer(TargetBuffers.Get(g.Model, $"target.{name}.weights", weights.Length, 1, weights)), $"{site}.component");
    }

    private static Func<GaussianComponent, double> Mean(int axis) => component => component.Mean[axis];

    private static Func<GaussianComponent, double> Factor(int row, int column, int dimensions) => component => component.Cholesky[row * dimensions + column];

    private static bool IsDiagonal(GaussianComponent component)
    {
        for (int row = 0; row < component.Dimensions; row++)
        {
            for (int column = 0; column < row; column++)
            {
                if (component.Cholesky[row * component.Dimensions + column] != 0)
                    return false;
            }
        }
        return true;
    }
}
