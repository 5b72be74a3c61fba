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

    /// <summary>Finds or reads the target, conditioned on a parameter or on columns.</summary>
    /// <param name="specification">As in <see cref="Resolve(string)"/>.</param>
    /// <param name="condition">What models are conditioned on: name=low:high, or columns=LIST; null for nothing.</param>
    /// <exception cref="UserErrorException">As in <see cref="Resolve(string)"/>, or the target has no such parameter or column.</exception>
    public static Target Resolve(string specification, string? condition)
    {
        if (condition is null)
            return Resolve(specification);
        if (string.IsNullOrWhiteSpace(condition))
            throw new UserErrorException("--condition is empty; write name=low:high, or columns=3,4 for a data file.", exitCode: 2);
        if (PathOfData(specification) is { } path)
        {
            return ConditionText.IsColumns(condition)
                ? Columns(path, condition)
                : throw new UserErrorException($"--condition {condition}: conditions of a data file are columns of it; write --condition columns=3, or columns=3,4:categorical.", exitCode: 2);
        }

        Target target = Resolve(specification);
        if (ConditionText.IsColumns(condition))
            throw new UserErrorException($"--condition {condition}: only a data file has columns (--target {FilePrefix}points.csv), and {target.Name} is none.", exitCode: 2);
        if (target is not IParametrisedTarget law)
        {
            IEnumerable<string> known = TargetCatalog.All().OfType<IParametrisedTarget>().Select(with => $"{((Target)with).Name} ({string.Join(", ", with.Parameters.Select(parameter => parameter.Name))})");
            throw new UserErrorException($"--condition {condition}: {target.Name} has no parameters; targets that have some: {string.Join(", ", known)}.", exitCode: 2);
        }

        return new ParameterTarget(law, ConditionText.Interval(condition, $"{law.Parameters[0].Name}=1:4"));
    }

    private static string? PathOfData(string specification)
    {
        if (!specification.StartsWith(FilePrefix, StringComparison.OrdinalIgnoreCase) || IsYaml(specification))
            return null;
        string path = specification[FilePrefix.Length..];
        return string.IsNullOrWhiteSpace(path) ? null : path;
    }

    private static ColumnTarget Columns(string path, string condition)
    {
        PointSet points = PointsFile.Read(path);
        IReadOnlyList<string> names = points.ColumnNames ?? [.. Enumerable.Range(1, points.Dimensions).Select(column => FormattableString.Invariant($"x{column}"))];
        IReadOnlyList<(int Column, bool IsCategorical)> conditions = ConditionText.OfColumns(condition, Path.GetFileName(path), names);
        foreach ((int column, bool isCategorical) in conditions)
            ColumnOffset.CheckCondition(points.Column(column), names[column], isCategorical);
        int[] order = [.. Enumerable.Range(0, points.Dimensions).Except(conditions.Select(entry => entry.Column)), .. conditions.Select(entry => entry.Column)];
        string name = $"{Path.GetFileName(path)} given {string.Join(", ", conditions.Select(entry => names[entry.Column]))}";
        return new ColumnTarget(Data(name, points, order, points.Dimensions - conditions.Count, [.. order.Select(column => names[column])]), [.. conditions.Select(entry => entry.IsCategorical)]);
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
        return Data(Path.GetFileName(path), points, [.. Enumerable.Range(0, points.Dimensions)], points.Dimensions, points.ColumnNames);
    }

    // Only the first columns are centred: conditions stay the numbers that a user gives.
    private static DataTarget Data(string name, PointSet points, int[] order, int free, IReadOnlyList<string>? names)
    {
        float[] values = new float[checked(points.Count * points.Dimensions)];
        double[] offsets = new double[points.Dimensions];
        for (int column = 0; column < points.Dimensions; column++)
        {
            ReadOnlySpan<double> source = points.Column(order[column]);
            offsets[column] = column < free ? ColumnOffset.Of(source) : 0;
            for (int point = 0; point < points.Count; point++)
                values[(point * points.Dimensions) + column] = (float)(source[point] - offsets[column]);
        }

        return new DataTarget(name, values, points.Dimensions, names, offsets: offsets);
    }
}
