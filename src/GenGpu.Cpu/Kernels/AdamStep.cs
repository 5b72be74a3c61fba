namespace GenGpu.Cpu.Kernels;

/// <summary>The scalars of one Adam step.</summary>
/// <param name="learningRate">Learning rate.</param>
/// <param name="beta1">Decay of the first moment.</param>
/// <param name="beta2">Decay of the second moment.</param>
/// <param name="epsilon">Added to the root of the second moment.</param>
/// <param name="firstCorrection">1 / (1 - beta1^t).</param>
/// <param name="secondCorrection">1 / (1 - beta2^t).</param>
internal readonly struct AdamStep(float learningRate, float beta1, float beta2, float epsilon, float firstCorrection, float secondCorrection)
{
    /// <summary>Decay of the first moment.</summary>
    public float Beta1 => beta1;

    /// <summary>Decay of the second moment.</summary>
    public float Beta2 => beta2;

    /// <summary>Added to the root of the second moment.</summary>
    public float Epsilon => epsilon;

    /// <summary>learningRate / (1 - beta1^t).</summary>
    public float Rate => learningRate * firstCorrection;

    /// <summary>1 / sqrt(1 - beta2^t).</summary>
    public float RootScale => MathF.Sqrt(secondCorrection);
}
