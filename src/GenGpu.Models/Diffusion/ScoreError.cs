namespace GenGpu.Models.Diffusion;

/// <summary>How far the score of a diffusion model is from the exact one at one time, in units of the noise: sqrt(E |epsilon_model - epsilon_exact|^2 / D) with epsilon = -sqrt(1 - alphaBar_t) grad log q_t.</summary>
/// <param name="Time">t, 1 to T.</param>
/// <param name="AlphaBar">alphaBar_t.</param>
/// <param name="Error">Of the model, over x_t drawn from the forward process.</param>
/// <param name="GaussianError">Of the Gaussian with the target's mean and covariance, at the same x_t: what a model without structure has.</param>
public sealed record ScoreError(int Time, double AlphaBar, double Error, double GaussianError);
