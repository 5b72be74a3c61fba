using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies;

/// <summary>
/// A black box: an energy known only through a function on the host that returns U and dU/dx. It cannot become part of a program, so it runs on the CPU alone: the host evaluates samples with
/// <see cref="EvaluateBatch"/> and hands U and dU/dx to a program as input streams.
/// </summary>
public sealed class CallbackEnergy : Energy
{
    private readonly EnergyCallback _callback;

    /// <summary>Creates the energy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    /// <param name="callback">U and its gradient; called from one thread at a time.</param>
    /// <param name="centre">A point near which samples lie; null for 0.</param>
    /// <param name="spread">About the standard deviation of each coordinate; null for 1.</param>
    /// <param name="isMultimodal">Whether barriers divide several modes.</param>
    /// <exception cref="ArgumentException">Centre or spread has another length than <paramref name="dimensions"/>.</exception>
    public CallbackEnergy(string name, int dimensions, EnergyCallback callback, IReadOnlyList<double>? centre = null, IReadOnlyList<double>? spread = null, bool isMultimodal = true)
        : base(name, dimensions, "an energy given by a function on the host", "U(x) and dU/dx from a function on the host")
    {
        ArgumentNullException.ThrowIfNull(callback);
        _callback = callback;
        Centre = Checked(centre, nameof(centre)) ?? base.Centre;
        Spread = Checked(spread, nameof(spread)) ?? base.Spread;
        IsMultimodal = isMultimodal;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Centre { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; }

    /// <inheritdoc/>
    public override bool IsMultimodal { get; }

    /// <summary>Always refuses: a function on the host has no ops.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Value Emit(EnergyScope scope, Value x) => throw new NotSupportedException(
        $"Energy {Name} is a function on the host and has no ops: it runs on the CPU only, through samplers and trainers of the host that call EvaluateBatch. To run it on a device derive from Energy, or write it as an expression.");

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x) => _callback(Checked(x), []);

    /// <summary>U(x) and dU/dx.</summary>
    /// <param name="x">A configuration, [dimensions].</param>
    /// <param name="gradient">Receives dU/dx, [dimensions].</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        Checked(gradient);
        return _callback(Checked(x), gradient);
    }

    /// <summary>U and dU/dx of many configurations, in the layout of streams.</summary>
    /// <param name="x">Configurations, [dimensions][count].</param>
    /// <param name="energies">Receives U, [count].</param>
    /// <param name="gradient">Receives dU/dx, [dimensions][count].</param>
    /// <exception cref="ArgumentException">Lengths do not fit together.</exception>
    public void EvaluateBatch(ReadOnlySpan<float> x, Span<float> energies, Span<float> gradient)
    {
        int count = energies.Length;
        if (x.Length != Dimensions * count || gradient.Length != x.Length)
            throw new ArgumentException(FormattableString.Invariant($"Energy {Name} with {Dimensions} coordinates needs {Dimensions * count} numbers for {count} configurations and for their gradients, got {x.Length} and {gradient.Length}."), nameof(x));
        double[] point = new double[Dimensions];
        double[] slope = new double[Dimensions];
        for (int sample = 0; sample < count; sample++)
        {
            for (int row = 0; row < point.Length; row++)
                point[row] = x[(row * count) + sample];
            energies[sample] = (float)_callback(point, slope);
            for (int row = 0; row < slope.Length; row++)
                gradient[(row * count) + sample] = (float)slope[row];
        }
    }

    private IReadOnlyList<double>? Checked(IReadOnlyList<double>? values, string name) => values is null || values.Count == Dimensions
        ? values
        : throw new ArgumentException(FormattableString.Invariant($"Energy {Name} has {Dimensions} coordinates, got {values.Count} numbers."), name);

    private ReadOnlySpan<double> Checked(ReadOnlySpan<double> x) => x.Length == Dimensions
        ? x
        : throw new ArgumentException(FormattableString.Invariant($"Energy {Name} has {Dimensions} coordinates, got {x.Length} numbers."), nameof(x));
}
