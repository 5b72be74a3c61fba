using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;
using GenGpu.Models.Estimators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>The Boltzmann distribution p(x) = exp(-beta U(x)) / Z(beta) as a target that models learn from the energy, or, where there are samples of it, from those.</summary>
public sealed class EnergyTarget : Target
{
    /// <summary>Name of the condition that is the inverse temperature.</summary>
    public const string BetaName = "beta";

    // Within these beta U, and the width of wells at quadrature, stay far from the ends of float and of what panels resolve.
    private const double SmallestBeta = 1e-6;
    private const double LargestBeta = 1e6;
    private readonly float[]? _samples;
    private readonly double? _logPartition;
    private readonly Lazy<IReadOnlyList<double>> _startSpread;
    private readonly double? _given;
    private BoltzmannLaw? _law;

    /// <summary>Creates the target.</summary>
    /// <param name="energy">U.</param>
    /// <param name="beta">Inverse temperature, above 0.</param>
    /// <param name="condition">What flows are conditioned on, or null.</param>
    /// <param name="samples">Samples [dimensions, count] of the target where the energy has no exact sampler, or null.</param>
    /// <exception cref="UserErrorException">beta is not above 0, or the condition does not fit the energy.</exception>
    public EnergyTarget(Energy energy, double beta = 1, Condition? condition = null, float[]? samples = null)
        : base(NameOf(energy, beta), energy.Dimensions, energy.Description, energy.Formula)
    {
        if (!(beta > 0) || !double.IsFinite(beta))
            throw new UserErrorException(FormattableString.Invariant($"--beta must be a number above 0, not {beta}: exp(-beta U) has no other temperatures."), 2);
        if (beta is < SmallestBeta or > LargestBeta)
            throw new UserErrorException(FormattableString.Invariant($"--beta {beta} is out of reach of single precision; give {SmallestBeta} to {LargestBeta}, and put other factors into the energy."), 2);
        Check(energy, condition);
        Energy = energy;
        Beta = beta;
        Condition = condition;
        Conditions = condition is null ? null : new ConditionSet(condition);
        _samples = samples;
        _logPartition = energy.LogPartition(beta);
        _startSpread = new(() => TemperatureSpread.Of(energy, condition is { Kind: ConditionKind.Geometric } interval ? interval.Low : beta));
    }

    private EnergyTarget(EnergyTarget other, double given)
        : this(other.Energy, other.Beta, other.Condition, other._samples)
    {
        SampleNote = other.SampleNote;
        _given = given;
    }

    /// <summary>U.</summary>
    public Energy Energy { get; }

    /// <summary>Inverse temperature.</summary>
    public double Beta { get; }

    /// <summary>What flows are conditioned on, or null.</summary>
    public Condition? Condition { get; }

    /// <inheritdoc/>
    public override ConditionSet? Conditions { get; }

    /// <summary>The value of the condition that samples of a trained flow are of: the middle of its interval, unless another was chosen (<see cref="Given"/>); NaN without a condition.</summary>
    public double ConditionValue => _given ?? Condition?.Middle ?? double.NaN;

    /// <summary>The distribution that samples of a trained flow are of: at <see cref="Beta"/>, with a condition at <see cref="ConditionValue"/>.</summary>
    public BoltzmannLaw Law => _law ??= Condition is not null ? LawAt(ConditionValue) : new BoltzmannLaw(Energy, Beta);

    /// <summary>log Z(beta) where it is known exactly, or null; see <see cref="Law"/> for that of a flow's samples.</summary>
    public double? LogPartition => _logPartition;

    /// <summary>About the standard deviation of each coordinate at <see cref="Beta"/>, or at the lowest beta of a condition, [dimensions]; flows start with it.</summary>
    public IReadOnlyList<double> StartSpread => _startSpread.Value;

    /// <summary>Names of the coordinates, those of expressions, warnings and observables: x0, x1, ...</summary>
    public IReadOnlyList<string> CoordinateNames => [.. Enumerable.Range(0, Dimensions).Select(axis => FormattableString.Invariant($"x{axis}"))];

    /// <summary>What a reader must know of the samples that were given; empty without them.</summary>
    public string SampleNote { get; init; } = "";

    /// <summary>Means over the target with their standard errors that came with the samples, by the names of figures; empty without them.</summary>
    public IReadOnlyDictionary<string, Estimate> SampleMeans { get; init; } = new Dictionary<string, Estimate>();

    /// <summary>Whether <see cref="Sample"/> has something to draw from.</summary>
    public bool HasSamples => Energy.HasSampler(Beta) || _samples is not null;

    /// <summary>The same target with samples at another value of the condition.</summary>
    /// <param name="value">The value.</param>
    public EnergyTarget Given(double value) => new(this, value);

    /// <summary>The distribution at one value of the condition.</summary>
    /// <param name="value">The value; rounded to single precision, in which programs hold it.</param>
    /// <exception cref="InvalidOperationException">There is no condition.</exception>
    public BoltzmannLaw LawAt(double value)
    {
        Condition condition = Condition ?? throw new InvalidOperationException($"{Name} has no condition.");
        if (condition.Name == BetaName)
            return new BoltzmannLaw(Energy, (float)value);
        EnergyParameter parameter = Energy.Parameters.First(candidate => candidate.Name == condition.Name);
        return new BoltzmannLaw(Energy, Beta, (float)value == (float)parameter.Default);
    }

    /// <inheritdoc/>
    public override bool HasDensity => _logPartition is not null;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => Energy.Centre;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Covariance
    {
        get
        {
            double[] covariance = new double[Dimensions * Dimensions];
            for (int axis = 0; axis < Dimensions; axis++)
                covariance[(axis * Dimensions) + axis] = Energy.Spread[axis] * Energy.Spread[axis];
            return covariance;
        }
    }

    /// <inheritdoc/>
    public override (double Lower, double Upper) Range
    {
        get
        {
            if (Energy.IsAngular)
                return (-Math.PI, Math.PI);
            double reach = 0;
            for (int axis = 0; axis < Dimensions; axis++)
                reach = Math.Max(reach, Math.Abs(Energy.Centre[axis]) + (3 * Energy.Spread[axis]));
            return (-reach, reach);
        }
    }

    /// <inheritdoc/>
    public override double LogDensity(ReadOnlySpan<double> point) => _logPartition is { } logPartition
        ? (-Beta * Energy.Evaluate(point)) - logPartition
        : throw new NotSupportedException($"log Z of {Name} is not known.");

    /// <inheritdoc/>
    public override Value Sample(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        if (Energy.HasSampler(Beta))
            return Energy.Sample(g, site, Beta);
        if (_samples is not { } samples)
            throw new UserErrorException($"There are no samples of {Name} to learn from: its energy has no exact sampler. Learn from the energy alone (--set flow.objective=reverse), or give --reference-samples.", 2);
        string buffer = $"target.{Name}.samples";
        return g.Minibatch(g.Model.FindBuffer(buffer) ?? g.Model.Buffer(buffer, Dimensions, samples.Length / Dimensions, samples), site);
    }

    /// <inheritdoc/>
    protected override double? ComputeEntropy() => Energy.Entropy(Beta);

    private static string NameOf(Energy energy, double beta)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return beta == 1 ? energy.Name : FormattableString.Invariant($"{energy.Name} at beta {beta}");
    }

    private static void Check(Energy energy, Condition? condition)
    {
        if (condition is null)
            return;
        string[] names = [BetaName, .. energy.Parameters.Select(parameter => parameter.Name)];
        if (!names.Contains(condition.Name))
            throw new UserErrorException($"--condition {condition.Name}: {energy.Name} has no such parameter{NameSuggestion.Hint(condition.Name, names)}", 2);
        bool isBeta = condition.Name == BetaName;
        if (isBeta != (condition.Kind == ConditionKind.Geometric))
            throw new ArgumentException($"The condition {condition.Name} of {energy.Name} must be {(isBeta ? "geometric" : "linear")}.", nameof(condition));
        if (isBeta && (condition.Low is > 0 and < SmallestBeta || condition.High > LargestBeta))
            throw new UserErrorException(FormattableString.Invariant($"--condition beta={condition.Low}:{condition.High} is out of reach of single precision; stay within {SmallestBeta} to {LargestBeta}."), 2);
        if (!(condition.Low < condition.High) || !double.IsFinite(condition.High - condition.Low) || (isBeta && condition.Low <= 0))
            throw new UserErrorException(FormattableString.Invariant($"--condition {condition.Name}={condition.Low}:{condition.High}: write name=low:high with low below high{(isBeta ? " and above 0" : "")}."), 2);
    }
}
