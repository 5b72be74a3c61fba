namespace GenGpu.Models.Diffusion;

/// <summary>What the network of a diffusion model predicts of x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) epsilon. Any of them gives the others.</summary>
public enum NoisePrediction
{
    /// <summary>v = sqrt(alphaBar_t) epsilon - sqrt(1 - alphaBar_t) x_0, which is of unit size at every t (Salimans and Ho 2022, section 4).</summary>
    Velocity,

    /// <summary>The noise epsilon (Ho, Jain and Abbeel 2020, equation 14).</summary>
    Epsilon,

    /// <summary>The data x_0.</summary>
    Data,
}
