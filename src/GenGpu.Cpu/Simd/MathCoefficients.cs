namespace GenGpu.Cpu.Simd;

/// <summary>
/// Coefficients of the elementary functions in single precision, written by <c>tools/math_coefficients.py</c>. Every accelerator
/// that wants the same accuracy copies them from here; how they are used is in <see cref="LaneMath{TLanes}"/>.
/// </summary>
internal static class MathCoefficients
{
    // ln 2 in two parts, the first with few enough bits that its product with an exponent is exact.
    public const float Ln2High = 0.693145752f;
    public const float Ln2Low = 1.42860677e-06f;
    public const float Log2E = 1.44269502f;

    // pi / 2 in three parts, subtracted one after the other by fused multiply-add.
    public const float HalfPi0 = 1.57079637f;
    public const float HalfPi1 = -4.37113883e-08f;
    public const float HalfPi2 = -1.71512451e-15f;
    public const float TwoOverPi = 0.636619747f;

    // (exp r - 1 - r) / r^2 on |r| <= ln 2 / 2.
    public const float Exp0 = 0.5f;
    public const float Exp1 = 0.166666672f;
    public const float Exp2 = 0.0416665301f;
    public const float Exp3 = 0.00833330862f;
    public const float Exp4 = 0.00139262679f;
    public const float Exp5 = 0.000198911031f;

    // (log(1 + f) - f + f^2 / 2) / f^3 on -1/3 <= f <= 1/3.
    public const float Log0 = 0.333333343f;
    public const float Log1 = -0.249999762f;
    public const float Log2 = 0.199999124f;
    public const float Log3 = -0.166710451f;
    public const float Log4 = 0.142929479f;
    public const float Log5 = -0.123379365f;
    public const float Log6 = 0.109078161f;
    public const float Log7 = -0.121256784f;
    public const float Log8 = 0.113307215f;

    // (sin r - r) / r^3 in s = r^2, |r| <= pi / 4.
    public const float Sin0 = -0.166666672f;
    public const float Sin1 = 0.00833333191f;
    public const float Sin2 = -0.000198400274f;
    public const float Sin3 = 2.72498505e-06f;

    // (cos r - 1 + r^2 / 2) / r^4 in s = r^2, |r| <= pi / 4.
    public const float Cos0 = 0.0416666679f;
    public const float Cos1 = -0.00138888869f;
    public const float Cos2 = 2.48005508e-05f;
    public const float Cos3 = -2.73008965e-07f;

    // erf(x) / x - 1 in s = x^2, |x| <= 1.
    public const float ErfSmall0 = 0.128379166f;
    public const float ErfSmall1 = -0.376126379f;
    public const float ErfSmall2 = 0.112837911f;
    public const float ErfSmall3 = -0.0268661249f;
    public const float ErfSmall4 = 0.00522376085f;
    public const float ErfSmall5 = -0.000854231766f;
    public const float ErfSmall6 = 0.000119542688f;
    public const float ErfSmall7 = -1.3902797e-05f;
    public const float ErfSmall8 = 1.0589381e-06f;

    // -log(1 - erf a) in b = a - 2.5, 1 <= a <= 4.
    public const float ErfLarge0 = 7.80681515f;
    public const float ErfLarge1 = 5.35268068f;
    public const float ErfLarge2 = 0.943893671f;
    public const float ErfLarge3 = 0.0108581316f;
    public const float ErfLarge4 = -0.00216526981f;
    public const float ErfLarge5 = 0.000420773373f;
    public const float ErfLarge6 = -7.73035063e-05f;
    public const float ErfLarge7 = 1.29311411e-05f;
    public const float ErfLarge8 = -1.6371514e-06f;
    public const float ErfLarge9 = 7.58268186e-08f;
}
