namespace GenGpu.Core.Programs;

/// <summary>How far an accelerator may be from the reference in double, |a - b| &lt;= Absolute + Relative * scale, and why.</summary>
/// <param name="Absolute">Absolute tolerance.</param>
/// <param name="Relative">Relative to the largest magnitude in the reference result.</param>
/// <param name="Reason">Why it is not tighter.</param>
public sealed record OpTolerance(double Absolute, double Relative, string Reason)
{
    /// <summary>Integers and copies: exactly equal.</summary>
    public static OpTolerance Exact { get; } = new(0, 0, "copies or compares, no rounding");

    /// <summary>One or two roundings.</summary>
    public static OpTolerance Rounding { get; } = new(1e-7, 4e-7, "one to three roundings of 2^-24 each");

    /// <summary>Own polynomials.</summary>
    public static OpTolerance Polynomial { get; } = new(4e-7, 2e-6, "float32 polynomials, a few units in the last place");

    /// <summary>Sums over rows or samples.</summary>
    public static OpTolerance Summation { get; } = new(1e-6, 1e-5, "float32 sums of up to thousands of terms in tree order");
}
