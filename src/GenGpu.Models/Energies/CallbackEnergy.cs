using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies;

/// <summary>
/// A black box: an energy known only through a function on the host that returns U and dU/dx, such as a force field. It runs on the CPU alone. A training step then has two halves: a program draws
/// configurations, the function evaluates them, and the train program, which draws the same ones again, takes U and dU/dx as input streams (<see cref="Emit"/>).
/// </summary>
/// <remarks>
/// Between function and program U is held in single precision: subtract a constant so that U is small where the samples are, for log Z is only as exact as the last digit of beta U. The function is called from one thread at a
/// time, and never with coordinates that are not finite.
/// </remarks>
/// <example>
/// <code>
/// var spring = new CallbackEnergy("spring", 2, (x, gradient) =>
/// {
///     if (!gradient.IsEmpty)
///         (gradient[0], gradient[1]) = (x[0], 4 * x[1]);
///     return (0.5 * x[0] * x[0]) + (2 * x[1] * x[1]);
/// });
/// </code>
/// </example>
public sealed class CallbackEnergy : Energy
{
    /// <summary>Name of the input [1, batch] with U.</summary>
    public const string ValueInput = "callback.energy";

    /// <summary>Name of the input [dimensions, batch] with dU/dx.</summary>
    public const string GradientInput = "callback.gradient";

    private readonly EnergyBatchCallback _callback;
    private readonly Lock _gate = new();

    /// <summary>Creates the energy from a function of one configuration.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    /// <param name="callback">U and its gradient.</param>
    /// <param name="centre">A point near which samples lie; null for 0.</param>
    /// <param name="spread">About the standard deviation of each coordinate at the highest temperature that is trained; null for 1.</param>
    /// <param name="isMultimodal">Whether barriers divide several modes.</param>
    /// <exception cref="ArgumentException">Centre or spread has another length than <paramref name="dimensions"/>.</exception>
    public CallbackEnergy(string name, int dimensions, EnergyCallback callback, IReadOnlyList<double>? centre = null, IReadOnlyList<double>? spread = null, bool isMultimodal = true)
        : this(name, dimensions, OneByOne(callback), centre, spread, isMultimodal)
    {
    }

    /// <summary>Creates the energy from a function of many configurations.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    /// <param name="callback">U and its gradient of each.</param>
    /// <param name="centre">A point near which samples lie; null for 0.</param>
    /// <param name="spread">About the standard deviation of each coordinate at the highest temperature that is trained; null for 1.</param>
    /// <param name="isMultimodal">Whether barriers divide several modes.</param>
    /// <exception cref="ArgumentException">Centre or spread has another length than <paramref name="dimensions"/>.</exception>
    public CallbackEnergy(string name, int dimensions, EnergyBatchCallback callback, IReadOnlyList<double>? centre = null, IReadOnlyList<double>? spread = null, bool isMultimodal = true)
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

    /// <summary>
    /// U from the input <see cref="ValueInput"/>, differentiable through <see cref="GradientInput"/>: U + dU/dx . (x - stop_gradient(x)), whose value is U and whose gradient is dU/dx. Whoever launches the program has called
    /// <see cref="EvaluateBatch"/> with the same x, so a program holds one such energy at one x.
    /// </summary>
    /// <param name="scope">The program.</param>
    /// <param name="x">Configurations, [dimensions, batch].</param>
    /// <returns>[1, batch].</returns>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        Value value = g.Input(ValueInput, Shape.Batched(1, g.BatchSize));
        Value gradient = g.Input(GradientInput, Shape.Batched(Dimensions, g.BatchSize));
        return value + g.SumRows(gradient * (x - g.StopGradient(x)));
    }

    /// <inheritdoc/>
    /// <exception cref="EnergyCallbackException">The function has failed.</exception>
    public override double Evaluate(ReadOnlySpan<double> x) => Evaluate(x, []);

    /// <summary>U(x) and dU/dx.</summary>
    /// <param name="x">A configuration, [dimensions].</param>
    /// <param name="gradient">Receives dU/dx, [dimensions]; empty when only the value is wanted.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="EnergyCallbackException">The function has failed.</exception>
    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        Checked(x);
        if (!gradient.IsEmpty)
            Checked(gradient);
        Span<double> value = [double.NaN];
        Call(x, 1, value, gradient);
        return value[0];
    }

    /// <summary>U and dU/dx of many configurations, in the layout of streams. What the function leaves out is NaN, and so are configurations that are not finite, which it does not see.</summary>
    /// <param name="x">Configurations, [dimensions][count].</param>
    /// <param name="energies">Receives U, [count].</param>
    /// <param name="gradient">Receives dU/dx, [dimensions][count]; empty when only values are wanted.</param>
    /// <exception cref="ArgumentException">Lengths do not fit together.</exception>
    /// <exception cref="EnergyCallbackException">The function has failed.</exception>
    public void EvaluateBatch(ReadOnlySpan<float> x, Span<float> energies, Span<float> gradient)
    {
        int count = energies.Length;
        if (x.Length != Dimensions * count || (!gradient.IsEmpty && gradient.Length != x.Length))
            throw new ArgumentException(FormattableString.Invariant($"Energy {Name} with {Dimensions} coordinates needs {Dimensions * count} numbers for {count} configurations and for their gradients, got {x.Length} and {gradient.Length}."), nameof(x));
        energies.Fill(float.NaN);
        gradient.Fill(float.NaN);
        int[] columns = Finite(x, count);
        if (columns.Length == 0)
            return;
        double[] points = new double[Dimensions * columns.Length];
        for (int row = 0; row < Dimensions; row++)
        {
            for (int place = 0; place < columns.Length; place++)
                points[(row * columns.Length) + place] = x[(row * count) + columns[place]];
        }

        double[] values = new double[columns.Length];
        double[] slopes = new double[gradient.IsEmpty ? 0 : points.Length];
        Call(points, columns.Length, values, slopes);
        for (int place = 0; place < columns.Length; place++)
        {
            energies[columns[place]] = (float)values[place];
            for (int row = 0; slopes.Length > 0 && row < Dimensions; row++)
                gradient[(row * count) + columns[place]] = (float)slopes[(row * columns.Length) + place];
        }
    }

    private void Call(ReadOnlySpan<double> x, int count, Span<double> energies, Span<double> gradient)
    {
        energies.Fill(double.NaN);
        gradient.Fill(double.NaN);
        try
        {
            lock (_gate)
                _callback(x, count, energies, gradient);
        }
        catch (Exception error) when (error is not (OperationCanceledException or EnergyCallbackException))
        {
            throw new EnergyCallbackException(FormattableString.Invariant($"The function of energy {Name} failed on {count} configurations: {error.Message.TrimEnd('.')}."), error);
        }
    }

    private int[] Finite(ReadOnlySpan<float> x, int count)
    {
        var columns = new List<int>(count);
        for (int column = 0; column < count; column++)
        {
            bool isFinite = true;
            for (int row = 0; row < Dimensions; row++)
                isFinite &= float.IsFinite(x[(row * count) + column]);
            if (isFinite)
                columns.Add(column);
        }

        return [.. columns];
    }

    private static EnergyBatchCallback OneByOne(EnergyCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return (x, count, energies, gradient) =>
        {
            double[] point = new double[x.Length / count];
            double[] slope = new double[gradient.Length / count];
            for (int column = 0; column < count; column++)
            {
                for (int row = 0; row < point.Length; row++)
                    point[row] = x[(row * count) + column];
                slope.AsSpan().Fill(double.NaN);
                energies[column] = callback(point, slope);
                for (int row = 0; row < slope.Length; row++)
                    gradient[(row * count) + column] = slope[row];
            }
        };
    }

    private IReadOnlyList<double>? Checked(IReadOnlyList<double>? values, string name) => values is null || values.Count == Dimensions
        ? values
        : throw new ArgumentException(FormattableString.Invariant($"Energy {Name} has {Dimensions} coordinates, got {values.Count} numbers."), name);

    private void Checked(ReadOnlySpan<double> x)
    {
        if (x.Length != Dimensions)
            throw new ArgumentException(FormattableString.Invariant($"Energy {Name} has {Dimensions} coordinates, got {x.Length} numbers."), nameof(x));
    }
}
