namespace GenGpu.Models.Families;

/// <summary>Which recipe a family follows where the classical benchmark and the proper method differ.</summary>
public enum Protocol
{
    /// <summary>Proper likelihoods: Gaussian-Bernoulli RBM with learned noise, categorical VAE and softmax RBM in binned mode. The default.</summary>
    Exact,

    /// <summary>The classical benchmark to the letter, its simplified RBM energy and squared errors on one-hot vectors included.</summary>
    Seed,
}
