namespace GenGpu.Models.Estimators;

/// <summary>
/// Sums over samples of w^k f with w = exp(log weight), k = 1 or 2, held as multiples of exp(k * scale), where scale is the largest log weight so far: nothing overflows, and what underflows does not
/// count beside the largest weight. Log weights are finite; the caller counts the others.
/// </summary>
internal sealed class ScaledSums
{
    private readonly double[] _first;
    private readonly double[] _second;

    /// <summary>All sums are zero.</summary>
    /// <param name="firstCount">Number of sums of w f.</param>
    /// <param name="secondCount">Number of sums of w^2 f.</param>
    public ScaledSums(int firstCount, int secondCount)
    {
        _first = new double[firstCount];
        _second = new double[secondCount];
    }

    /// <summary>The largest log weight so far; negative infinity before the first.</summary>
    public double Scale { get; private set; } = double.NegativeInfinity;

    /// <summary>Sums of w f, as multiples of exp(Scale).</summary>
    public ReadOnlySpan<double> First => _first;

    /// <summary>Sums of w^2 f, as multiples of exp(2 Scale).</summary>
    public ReadOnlySpan<double> Second => _second;

    /// <summary>Adds a sample.</summary>
    /// <param name="logWeight">Its log weight, finite.</param>
    /// <param name="first">f of each first sum.</param>
    /// <param name="second">f of each second sum.</param>
    public void Add(double logWeight, ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (logWeight > Scale)
            Rescale(logWeight);
        double weight = Math.Exp(logWeight - Scale);
        for (int i = 0; i < _first.Length; i++)
            _first[i] += weight * first[i];
        for (int i = 0; i < _second.Length; i++)
            _second[i] += weight * weight * second[i];
    }

    /// <summary>Adds the sums of another part of the samples.</summary>
    /// <param name="other">Its sums, of the same lengths; unchanged.</param>
    public void Merge(ScaledSums other)
    {
        if (double.IsNegativeInfinity(other.Scale))
            return;
        if (other.Scale > Scale)
            Rescale(other.Scale);
        double factor = Math.Exp(other.Scale - Scale);
        for (int i = 0; i < _first.Length; i++)
            _first[i] += factor * other._first[i];
        for (int i = 0; i < _second.Length; i++)
            _second[i] += factor * factor * other._second[i];
    }

    private void Rescale(double scale)
    {
        // exp(-infinity) = 0 at the first sample, where the sums are 0 as well.
        double factor = Math.Exp(Scale - scale);
        for (int i = 0; i < _first.Length; i++)
            _first[i] *= factor;
        for (int i = 0; i < _second.Length; i++)
            _second[i] *= factor * factor;
        Scale = scale;
    }
}
