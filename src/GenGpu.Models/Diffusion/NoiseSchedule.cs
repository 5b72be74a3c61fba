using System.Globalization;
using GenGpu.Core;

namespace GenGpu.Models.Diffusion;

/// <summary>
/// The forward process q(x_t | x_0) = N(sqrt(alphaBar_t) x_0, (1 - alphaBar_t) I) for t = 0 .. T, with alphaBar_0 = 1 and alphaBar_t = prod_{i &lt;= t} (1 - beta_i)
/// (Ho, Jain and Abbeel 2020, equations 2 and 4). Kept as logarithms in double: 1 - alphaBar_t and ratios of two times keep their digits at either end.
/// </summary>
public sealed class NoiseSchedule
{
    /// <summary>The forward process must end below this alphaBar: samples begin at N(0, I), which training must have seen.</summary>
    public const double LargestFinalAlphaBar = 0.01;

    private const double LargestBeta = 0.999;
    private const double CosineOffset = 0.008;
    private readonly double[] _logAlphaBar;

    private NoiseSchedule(IReadOnlyList<double> betas, string remedy)
    {
        _logAlphaBar = new double[betas.Count + 1];
        for (int step = 1; step <= betas.Count; step++)
            _logAlphaBar[step] = _logAlphaBar[step - 1] + Math.Log(1 - betas[step - 1]);
        if (AlphaBar(Steps) >= LargestFinalAlphaBar)
        {
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture,
                $"diffusion: the noise schedule ends at alphaBar_{Steps} = {AlphaBar(Steps):G3}, so the last step still shows the data, while samples begin at pure noise; it must end below {LargestFinalAlphaBar}: {remedy}."), 2);
        }
    }

    /// <summary>Number of noise steps T.</summary>
    public int Steps => _logAlphaBar.Length - 1;

    /// <summary>beta_t from <paramref name="first"/> at t = 1 to <paramref name="last"/> at t = T in equal steps (Ho et al. 2020, section 4: 1e-4 to 0.02 with T = 1000).</summary>
    /// <param name="steps">T, at least 2.</param>
    /// <param name="first">beta_1, in (0, 1).</param>
    /// <param name="last">beta_T, in (0, 1).</param>
    /// <exception cref="UserErrorException">The process does not reach the prior: alphaBar_T is not below <see cref="LargestFinalAlphaBar"/>.</exception>
    public static NoiseSchedule Linear(int steps, double first, double last)
    {
        Check(steps);
        // Half a percent above what sum log(1 - beta) = log 0.01 asks for to first order, which is on the safe side: log(1 - beta) < -beta.
        double enough = (-2.01 * Math.Log(LargestFinalAlphaBar) / steps) - first;
        string raise = enough is > 0 and < 1 ? string.Create(CultureInfo.InvariantCulture, $"raise betaLast to {enough:G3}, or noiseSteps, ") : "raise noiseSteps, ";
        return new NoiseSchedule([.. Enumerable.Range(0, steps).Select(t => first + ((last - first) * t / (steps - 1)))], raise + "or take noiseSchedule=cosine");
    }

    /// <summary>
    /// alphaBar_t = f(t) / f(0), f(t) = cos^2(pi/2 (t/T + s) / (1 + s)), s = 0.008, every beta_t at most 0.999 (Nichol and Dhariwal 2021, equation 17).
    /// </summary>
    /// <param name="steps">T, at least 2.</param>
    /// <exception cref="UserErrorException">The process does not reach the prior.</exception>
    public static NoiseSchedule Cosine(int steps)
    {
        Check(steps);
        double F(int t) => Math.Pow(Math.Cos(0.5 * Math.PI * (((double)t / steps) + CosineOffset) / (1 + CosineOffset)), 2);
        return new NoiseSchedule([.. Enumerable.Range(1, steps).Select(t => Math.Min(LargestBeta, 1 - (F(t) / F(t - 1))))], "raise noiseSteps");
    }

    /// <summary>log alphaBar_t.</summary>
    /// <param name="step">t, 0 to T.</param>
    public double LogAlphaBar(int step) => _logAlphaBar[step];

    /// <summary>alphaBar_t, the share of the data's variance that is left.</summary>
    /// <param name="step">t, 0 to T.</param>
    public double AlphaBar(int step) => Math.Exp(_logAlphaBar[step]);

    /// <summary>1 - alphaBar_t, the variance of the noise.</summary>
    /// <param name="step">t, 0 to T.</param>
    /// <remarks>1 - exp(x) = -2 exp(x / 2) sinh(x / 2), without cancellation near 0.</remarks>
    public double NoiseVariance(int step) => -2 * Math.Exp(0.5 * _logAlphaBar[step]) * Math.Sinh(0.5 * _logAlphaBar[step]);

    /// <summary>alphaBar_t / (1 - alphaBar_t).</summary>
    /// <param name="step">t, 1 to T.</param>
    public double SignalToNoise(int step) => AlphaBar(step) / NoiseVariance(step);

    private static void Check(int steps) => ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
}
