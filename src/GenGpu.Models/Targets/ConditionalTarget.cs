using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;

namespace GenGpu.Models.Targets;

/// <summary>A law p(x | c) of points x given conditions c, with the law of c in training. As a target it is x; <see cref="Target.Joint"/> is x and c.</summary>
public abstract class ConditionalTarget : Target
{
    /// <summary>Creates the target.</summary>
    /// <param name="name">Its name in results.</param>
    /// <param name="dimensions">Number of coordinates of x.</param>
    /// <param name="description">One line.</param>
    /// <param name="formula">Its definition.</param>
    /// <param name="conditions">c.</param>
    protected ConditionalTarget(string name, int dimensions, string description, string formula, ConditionSet conditions)
        : base(name, dimensions, description, formula) => Conditions = conditions;

    /// <inheritdoc/>
    public sealed override ConditionSet Conditions { get; }

    /// <inheritdoc/>
    public sealed override bool HasDensity => false;

    /// <inheritdoc/>
    public sealed override double LogDensity(ReadOnlySpan<double> point) => throw new NotSupportedException($"{Name} has a density at given conditions only.");

    /// <summary>Emits pairs as training draws them.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the names of its draw sites, unique in the program.</param>
    /// <returns>x [dimensions, batch] in standardised units, and the conditions that they belong to, [conditions, batch], in their own units.</returns>
    public abstract (Value X, Value Conditions) SamplePairs(ProgramBuilder g, string site);

    /// <summary>Emits conditions alone, as training draws them.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the names of its draw sites, unique in the program.</param>
    /// <returns>[conditions, batch], in their own units.</returns>
    public abstract Value SampleConditions(ProgramBuilder g, string site);

    /// <inheritdoc/>
    public sealed override Value Sample(ProgramBuilder g, string site) => SamplePairs(g, site).X;
}
