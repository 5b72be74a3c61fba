using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;

namespace GenGpu.Models.Targets;

/// <summary>
/// A parametrised target given its parameter. <see cref="ValueCount"/> values are spaced evenly over an interval; models are trained on every second one, both ends included, and judged on those between as well,
/// where the exact law is known too.
/// </summary>
public sealed class ParameterTarget : ConditionalTarget
{
    /// <summary>Values of the parameter.</summary>
    public const int ValueCount = 17;

    private readonly double[] _mean;
    private readonly double[] _covariance;
    private readonly double[] _values;

    /// <summary>Creates the target.</summary>
    /// <param name="law">The family of laws, a <see cref="Target"/> itself.</param>
    /// <param name="condition">An interval of one of its parameters.</param>
    /// <exception cref="UserErrorException">The parameter does not exist, or the interval passes its minimum.</exception>
    public ParameterTarget(IParametrisedTarget law, Condition condition)
        : base($"{Of(law).Name} given {condition.Name}", Of(law).Dimensions, Of(law).Description, Of(law).Formula, new ConditionSet(condition))
    {
        TargetParameter parameter = law.Parameters.FirstOrDefault(known => known.Name == condition.Name)
            ?? throw new UserErrorException($"--condition {condition.Name}: {Of(law).Name} has no such parameter{NameSuggestion.Hint(condition.Name, [.. law.Parameters.Select(known => known.Name)])}", 2);
        if (condition.Low < parameter.Minimum)
            throw new UserErrorException(FormattableString.Invariant($"--condition {condition.Name}={condition.Low}:{condition.High}: {condition.Name} of {Of(law).Name} is at least {parameter.Minimum}."), 2);
        Law = law;
        Condition = condition;
        _values = condition.Values(ValueCount);
        Target[] laws = [.. TrainedValues.Select(At)];
        (_mean, _covariance) = Moments(laws);
        Range = (laws.Min(at => at.Range.Lower), laws.Max(at => at.Range.Upper));
        Joint = new ParameterJointTarget(this);
    }

    /// <summary>The family of laws.</summary>
    public IParametrisedTarget Law { get; }

    /// <summary>The parameter and its interval.</summary>
    public Condition Condition { get; }

    /// <summary>The values that are trained on, each as often as the others.</summary>
    public IReadOnlyList<double> TrainedValues => [.. _values.Where((_, index) => index % 2 == 0)];

    /// <summary>All values, ascending, with whether training leaves them out.</summary>
    public IReadOnlyList<(double Value, bool IsHeldOut)> Values => [.. _values.Select((value, index) => (value, index % 2 == 1))];

    /// <inheritdoc/>
    public override ParameterJointTarget Joint { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => _mean;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Covariance => _covariance;

    /// <inheritdoc/>
    public override (double Lower, double Upper) Range { get; }

    /// <summary>The exact law at a value.</summary>
    /// <param name="value">Any value that the parameter allows.</param>
    public Target At(double value) => Law.At(Condition.Name, value);

    /// <inheritdoc/>
    public override (Value X, Value Conditions) SamplePairs(ProgramBuilder g, string site)
    {
        Value condition = SampleConditions(g, $"{site}.condition");
        return (Law.Sample(g, site, Condition.Name, condition), condition);
    }

    /// <inheritdoc/>
    public override Value SampleConditions(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        float[] values = [.. TrainedValues.Select(value => (float)value)];
        return g.Minibatch(TargetBuffers.Get(g.Model, $"target.{Name}.values", 1, values.Length, values), site);
    }

    private static Target Of(IParametrisedTarget law) => (Target)law;

    // Of the mixture over the trained values: the mean of the covariances and the covariance of the means.
    private static (double[] Mean, double[] Covariance) Moments(Target[] laws)
    {
        int d = laws[0].Dimensions;
        double[] mean = [.. Enumerable.Range(0, d).Select(axis => laws.Average(law => law.Mean[axis]))];
        double[] covariance = [.. Enumerable.Range(0, d * d).Select(entry =>
            laws.Average(law => law.Covariance[entry] + ((law.Mean[entry / d] - mean[entry / d]) * (law.Mean[entry % d] - mean[entry % d]))))];
        return (mean, covariance);
    }
}
