using GenGpu.Core;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies;

/// <summary>
/// A potential U(x) that defines the Boltzmann distribution p(x) = exp(-beta U(x)) / Z(beta), with everything that is known exactly about it. It is written
/// twice: <see cref="Emit"/> as ops, which run and differentiate on every accelerator, and <see cref="Evaluate"/> in double for checks and quadrature; a test compares them.
/// </summary>
/// <example>
/// An energy of your own in C#; only <see cref="Emit"/> and <see cref="Evaluate"/> must be written, gradients come from the ops:
/// <code>
/// public sealed class HarmonicEnergy : Energy
/// {
///     private static readonly EnergyParameter Stiffness = new("stiffness", 2);
///
///     public HarmonicEnergy() : base("harmonic", 3, "a particle on a spring", "U = stiffness |x|^2 / 2") { }
///
///     public override IReadOnlyList&lt;EnergyParameter&gt; Parameters => [Stiffness];
///
///     public override Value Emit(EnergyScope scope, Value x)
///     {
///         ProgramBuilder g = scope.Program;
///         return g.Multiply(g.Multiply(scope.Parameter(Stiffness), 0.5f), g.SumRows(g.Square(x)));   // [1, batch]
///     }
///
///     public override double Evaluate(ReadOnlySpan&lt;double&gt; x) => x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
/// }
/// </code>
/// As text the same is <c>new ExpressionEnergy("stiffness * sum(i, x[i]^2) / 2", ...)</c>; a force field that cannot be written as ops is a <see cref="CallbackEnergy"/>.
/// </example>
public abstract class Energy
{
    /// <summary>Creates the energy.</summary>
    /// <param name="name">Its name on the command line and in results.</param>
    /// <param name="dimensions">Number of coordinates, at least 1.</param>
    /// <param name="description">One line for lists.</param>
    /// <param name="formula">U(x) as a formula.</param>
    protected Energy(string name, int dimensions, string description, string formula)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        Name = name;
        Dimensions = dimensions;
        Description = description;
        Formula = formula;
    }

    /// <summary>The name on the command line and in results.</summary>
    public string Name { get; }

    /// <summary>Number of coordinates of a configuration.</summary>
    public int Dimensions { get; }

    /// <summary>One line for lists.</summary>
    public string Description { get; }

    /// <summary>U(x) as a formula.</summary>
    public string Formula { get; }

    /// <summary>Named numbers that may be changed without changing a shape.</summary>
    public virtual IReadOnlyList<EnergyParameter> Parameters => [];

    /// <summary>True when every coordinate is an angle in [-pi, pi).</summary>
    public virtual bool IsAngular => false;

    /// <summary>The lattice whose sites the coordinates are, or null.</summary>
    public virtual Lattice? Lattice => null;

    /// <summary>A point near which samples lie, [dimensions]; flows start there.</summary>
    public virtual IReadOnlyList<double> Centre => new double[Dimensions];

    /// <summary>About the standard deviation of each coordinate, [dimensions]; flows start with it.</summary>
    public virtual IReadOnlyList<double> Spread => [.. Enumerable.Repeat(1.0, Dimensions)];

    /// <summary>Whether several modes are separated by barriers that samplers without tempering do not cross.</summary>
    public virtual bool IsMultimodal => false;

    /// <summary>Wells or other parts whose occupation is reported.</summary>
    public virtual IReadOnlyList<Basin> Basins => [];

    /// <summary>Functions whose means are reported, besides the mean energy.</summary>
    public virtual IReadOnlyList<Observable> Observables => [];

    /// <summary>The same energy with other parameters, which are then its defaults: what is known exactly belongs to them.</summary>
    /// <param name="values">Values by name; names that are absent keep their default.</param>
    /// <exception cref="UserErrorException">There is no such parameter (the nearest is named), or the energy is not normalisable with that value.</exception>
    public Energy With(IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return this;
        string[] names = [.. Parameters.Select(parameter => parameter.Name)];
        if (values.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw new UserErrorException(names.Length == 0 ? $"Energy {Name} has no parameters, so energy.{unknown} cannot be set." : $"Energy {Name} has no parameter '{unknown}'{NameSuggestion.Hint(unknown, names)}", 2);
        return WithParameters(name => values.TryGetValue(name, out double value) ? value : Parameters.First(parameter => parameter.Name == name).Default);
    }

    /// <summary>Makes <see cref="With"/>.</summary>
    /// <param name="valueOf">The value of every parameter.</param>
    protected virtual Energy WithParameters(Func<string, double> valueOf) => throw new NotSupportedException($"Energy {Name} has parameters but does not make others of them.");

    /// <summary>log Z(beta) at default parameters where it is known exactly (closed form or quadrature), otherwise null.</summary>
    /// <param name="beta">Inverse temperature, above 0.</param>
    public virtual double? LogPartition(double beta) => null;

    /// <summary>The entropy -E[log p] in nats at default parameters where it is known exactly, otherwise null.</summary>
    /// <param name="beta">Inverse temperature, above 0.</param>
    public virtual double? Entropy(double beta) => null;

    /// <summary>
    /// The two-point function of a lattice field at zero momentum, as <see cref="Estimators.LatticeObservables.TwoPoint"/> estimates it, at default parameters where it is known exactly, otherwise null.
    /// </summary>
    /// <param name="beta">Inverse temperature, above 0.</param>
    /// <param name="distance">r, at least 0.</param>
    public virtual double? TwoPoint(double beta, int distance) => null;

    /// <summary>Emits U(x).</summary>
    /// <param name="scope">The program and the values of the parameters.</param>
    /// <param name="x">Configurations, [dimensions, batch].</param>
    /// <returns>[1, batch].</returns>
    public abstract Value Emit(EnergyScope scope, Value x);

    /// <summary>U(x) at default parameters, in double.</summary>
    /// <param name="x">A configuration, [dimensions].</param>
    public abstract double Evaluate(ReadOnlySpan<double> x);

    /// <summary>Whether <see cref="Sample"/> draws independent exact samples at this inverse temperature and default parameters.</summary>
    /// <param name="beta">Inverse temperature, above 0.</param>
    public virtual bool HasSampler(double beta) => false;

    /// <summary>Emits independent exact samples of exp(-beta U) / Z.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the names of its draw sites, unique in the program.</param>
    /// <param name="beta">Inverse temperature for which <see cref="HasSampler"/> holds.</param>
    /// <returns>[dimensions, batch].</returns>
    /// <exception cref="NotSupportedException">There is no exact sampler.</exception>
    public virtual Value Sample(ProgramBuilder g, string site, double beta) =>
        throw new NotSupportedException(FormattableString.Invariant($"Energy {Name} has no exact sampler at beta = {beta}."));
}
