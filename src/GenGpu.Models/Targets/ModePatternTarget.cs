using GenGpu.Core.Programs;

namespace GenGpu.Models.Targets;

/// <summary>Equal round modes on a pattern of points that is stretched: x = s a_k + w z, with k uniform, z standard normal, the size s of the pattern and the width w of the modes as parameters.</summary>
public sealed class ModePatternTarget : GaussianMixtureTarget, IParametrisedTarget
{
    /// <summary>Name of the parameter w.</summary>
    public const string Width = "width";

    private readonly double[][] _pattern;
    private readonly TargetParameter _size;
    private readonly TargetParameter _width;

    /// <summary>Creates the target.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="pattern">The points a_k.</param>
    /// <param name="size">s: what it is called, and its value.</param>
    /// <param name="width">w.</param>
    /// <param name="description">One line for lists.</param>
    /// <param name="formula">The definition.</param>
    public ModePatternTarget(string name, double[][] pattern, TargetParameter size, double width, string description, string formula)
        : base(name, MixtureOf(pattern, size, width), description, formula)
    {
        _pattern = pattern;
        _size = size;
        _width = new TargetParameter(Width, width, 1e-3, "standard deviation of each mode");
        Parameters = [_size, _width];
    }

    /// <inheritdoc/>
    public IReadOnlyList<TargetParameter> Parameters { get; }

    /// <inheritdoc/>
    public Target At(string parameter, double value)
    {
        TargetParameter known = Parameters.First(candidate => candidate.Name == parameter);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, known.Minimum);
        return new ModePatternTarget(
            FormattableString.Invariant($"{Name} at {parameter} {value:G6}"),
            _pattern,
            ReferenceEquals(known, _size) ? _size with { Default = value } : _size,
            ReferenceEquals(known, _width) ? value : _width.Default,
            Description,
            Formula);
    }

    /// <inheritdoc/>
    public Value Sample(ProgramBuilder g, string site, string parameter, Value value)
    {
        ArgumentNullException.ThrowIfNull(g);
        int modes = _pattern.Length;
        float[] table = [.. Enumerable.Range(0, Dimensions * modes).Select(index => (float)_pattern[index % modes][index / modes])];
        Value points = g.Buffer(TargetBuffers.Get(g.Model, $"target.{Name}.pattern", Dimensions, modes, table));

        // u < 1 - 2^-24 keeps the rounded product below the number of modes.
        Value point = g.Lookup(points, g.Floor(g.Uniform(1, $"{site}.component") * modes));
        Value noise = g.Normal(Dimensions, $"{site}.normal");
        return parameter == Width
            ? g.MultiplyAdd(noise, value, point * (float)_size.Default)
            : g.MultiplyAdd(point, value, noise * (float)_width.Default);
    }

    private static GaussianMixture MixtureOf(double[][] pattern, TargetParameter size, double width)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(size);
        return GaussianMixture.Spherical([.. pattern.Select(point => point.Select(x => x * size.Default).ToArray())], width);
    }
}
