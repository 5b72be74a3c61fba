using GenGpu.Core;
using GenGpu.Models.Targets;
using GenGpu.Storage;

namespace GenGpu.Training;

/// <summary>Turns what a user calls a target into one: a name, <c>file:points.csv</c>, or a mixture's .yaml file.</summary>
public static class TargetResolver
{
    private const string FilePrefix = "file:";

    /// <summary>Finds or reads the target.</summary>
    /// <param name="specification">Name of a target; <c>file:</c> and a .csv or .npy file of points; or a .yaml file of a Gaussian mixture.</param>
    /// <exception cref="UserErrorException">The name is unknown (the nearest is suggested), or the file is bad (line, column and what was expected).</exception>
    public static Target Resolve(string specification)
    {
        if (string.IsNullOrWhiteSpace(specification))
            throw new UserErrorException($"--target is empty; known: {string.Join(", ", TargetCatalog.Names)}, file:points.csv, mixture.yaml.", exitCode: 2);
        bool isFile = specification.StartsWith(FilePrefix, StringComparison.OrdinalIgnoreCase);
        string path = isFile ? specification[FilePrefix.Length..] : specification;
        if (isFile && string.IsNullOrWhiteSpace(path))
            throw new UserErrorException($"--target {FilePrefix} needs a path, for example --target {FilePrefix}points.csv.", exitCode: 2);
        if (IsYaml(path))
            return Mixture(path);
        if (isFile)
            return Data(path);
        if (!TargetCatalog.Names.Contains(specification, StringComparer.OrdinalIgnoreCase) && (File.Exists(specification) || Path.GetExtension(specification) is ".csv" or ".npy"))
            throw new UserErrorException($"There is no target '{specification}'; to learn the points of a file write --target {FilePrefix}{specification}.", exitCode: 2);
        return TargetCatalog.Get(specification);
    }

    private static bool IsYaml(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";

    private static GaussianMixtureTarget Mixture(string path)
    {
        GaussianMixtureSpec specification = GaussianMixtureYaml.Read(path);
        string name = specification.Name ?? Path.GetFileNameWithoutExtension(path);
        return new GaussianMixtureTarget(
            name,
            new GaussianMixture(specification.Weights, specification.Means, specification.Covariances),
            FormattableString.Invariant($"mixture of {specification.Weights.Length} Gaussians from {Path.GetFileName(path)}"));
    }

    private static DataTarget Data(string path)
    {
        PointSet points = PointsFile.Read(path);
        float[] values = new float[checked(points.Count * points.Dimensions)];
        for (int column = 0; column < points.Dimensions; column++)
        {
            ReadOnlySpan<double> source = points.Column(column);
            for (int point = 0; point < points.Count; point++)
                values[(point * points.Dimensions) + column] = (float)source[point];
        }

        return new DataTarget(Path.GetFileName(path), values, points.Dimensions, points.ColumnNames);
    }
}
