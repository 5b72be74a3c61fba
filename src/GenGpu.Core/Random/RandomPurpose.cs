namespace GenGpu.Core.Random;

/// <summary>What a random draw is for: the top 8 bits of the second counter word, so that no two purposes share a stream.</summary>
public enum RandomPurpose
{
    /// <summary>Initial parameters.</summary>
    Initialise = 0,

    /// <summary>Draws of a training step: latents, noise, Gibbs states, dropout.</summary>
    Train = 1,

    /// <summary>Samples asked for by the user.</summary>
    Sample = 2,

    /// <summary>Draws of metrics and likelihood estimates.</summary>
    Evaluate = 3,

    /// <summary>Target samples that models are trained on.</summary>
    Data = 4,

    /// <summary>Target samples that models are held against: reference sets, held-out splits, floors.</summary>
    Reference = 5,
}
