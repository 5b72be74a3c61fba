namespace GenGpu.Models.Targets;

/// <summary>The affine map between the user's units and the units a model is trained in: z = (x - shift) / scale per axis.</summary>
public sealed class Standardisation
{
    private const double FarScales = 1000;

    private readonly double[] _shift;
    private readonly double[] _scale;

    /// <summary>Creates the map.</summary>
    /// <param name="shift">Shift per axis, in the user's units.</param>
    /// <param name="scale">Scale per axis, above 0, in the user's units.</param>
    /// <exception cref="ArgumentException">The lengths differ or a scale is not positive and finite.</exception>
    public Standardisation(ReadOnlySpan<double> shift, ReadOnlySpan<double> scale)
    {
        if (shift.Length == 0 || shift.Length != scale.Length)
            throw new ArgumentException("Shift and scale must have one entry per axis.");
        foreach (double value in scale)
        {
            if (!(value > 0 && double.IsFinite(value)))
                throw new ArgumentException("Scales must be finite and above 0.", nameof(scale));
        }
        _shift = shift.ToArray();
        _scale = scale.ToArray();
    }

    /// <summary>Number of axes.</summary>
    public int Dimensions => _shift.Length;

    /// <summary>Shift per axis.</summary>
    public ReadOnlySpan<double> Shift => _shift;

    /// <summary>Scale per axis.</summary>
    public ReadOnlySpan<double> Scale => _scale;

    /// <summary>True when the map changes nothing.</summary>
    public bool IsIdentity => _shift.All(shift => shift == 0) && _scale.All(scale => scale == 1);

    /// <summary>
    /// True when single precision, whose numbers have a relative distance of 6e-8 to 1.2e-7, would round the user's units to more than about 1e-4 of a scale: some axis lies more than 1000 scales from zero.
    /// </summary>
    public bool IsBeyondSingle => Enumerable.Range(0, Dimensions).Any(axis => IsFar(_shift[axis], _scale[axis]));

    /// <summary>A round number near the middle of an axis that is beyond single precision, so that what is left fits; 0 for all others.</summary>
    /// <param name="axis">Index of the axis.</param>
    public double Origin(int axis)
    {
        double step = Math.Pow(10, Math.Ceiling(Math.Log10(_scale[axis])) + 1);
        return IsFar(_shift[axis], _scale[axis]) ? Math.Round(_shift[axis] / step) * step : 0;
    }

    /// <summary>Whether values of a mean and a spread lie so far from zero that single precision would round their differences noticeably.</summary>
    /// <param name="mean">Mean, in the user's units.</param>
    /// <param name="deviation">Standard deviation.</param>
    public static bool IsFar(double mean, double deviation) => Math.Abs(mean) > FarScales * deviation;

    /// <summary>The map with other origins of the user's units: z = (x + offset - shift) / scale for x without its offset.</summary>
    /// <param name="offsets">What is taken from the user's units, one number per axis.</param>
    /// <returns>The map of what is left.</returns>
    public Standardisation Without(ReadOnlySpan<double> offsets)
    {
        double[] shift = [.. _shift];
        for (int axis = 0; axis < shift.Length; axis++)
            shift[axis] -= offsets[axis];
        return new Standardisation(shift, _scale);
    }

    /// <summary>The map that changes nothing.</summary>
    /// <param name="dimensions">Number of axes.</param>
    /// <returns>Shift 0, scale 1.</returns>
    public static Standardisation Identity(int dimensions)
    {
        double[] ones = new double[dimensions];
        Array.Fill(ones, 1.0);
        return new Standardisation(new double[dimensions], ones);
    }

    /// <summary>Maps points from the user's units to standardised ones, in place.</summary>
    /// <param name="values">[dimensions, count], sample contiguous.</param>
    public void Forward(Span<float> values)
    {
        int count = Count(values.Length);
        for (int index = 0; index < values.Length; index++)
            values[index] = (float)((values[index] - _shift[index / count]) / _scale[index / count]);
    }

    /// <summary>Maps points from standardised units back to the user's, in place.</summary>
    /// <param name="values">[dimensions, count], sample contiguous.</param>
    public void Backward(Span<float> values)
    {
        int count = Count(values.Length);
        for (int index = 0; index < values.Length; index++)
            values[index] = (float)(values[index] * _scale[index / count] + _shift[index / count]);
    }

    /// <summary>Maps points from standardised units back to the user's, in double precision.</summary>
    /// <param name="values">[dimensions, count], sample contiguous.</param>
    /// <returns>[dimensions, count].</returns>
    public double[] BackwardInDouble(ReadOnlySpan<float> values)
    {
        int count = Count(values.Length);
        double[] original = new double[values.Length];
        for (int index = 0; index < original.Length; index++)
            original[index] = (values[index] * _scale[index / count]) + _shift[index / count];
        return original;
    }

    private int Count(int length) => length % _shift.Length == 0
        ? Math.Max(1, length / _shift.Length)
        : throw new ArgumentException("The number of values is not a multiple of the number of axes.");
}
