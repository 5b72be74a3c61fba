namespace GenGpu.Cpu.Kernels;

/// <summary>The scalars of one Adam step, the same on every machine.</summary>
internal readonly struct AdamStep
{
    private AdamStep(float beta1, float beta2, float epsilon, float rate, float rootScale)
    {
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
        Rate = rate;
        RootScale = rootScale;
    }

    /// <summary>Decay of the first moment.</summary>
    public float Beta1 { get; }

    /// <summary>Decay of the second moment.</summary>
    public float Beta2 { get; }

    /// <summary>Added to the root of the second moment.</summary>
    public float Epsilon { get; }

    /// <summary>learningRate / (1 - beta1^t).</summary>
    public float Rate { get; }

    /// <summary>1 / sqrt(1 - beta2^t).</summary>
    public float RootScale { get; }

    /// <summary>The scalars of step t, the first step being 1, with bias corrections in double.</summary>
    public static AdamStep Create(float learningRate, float beta1, float beta2, float epsilon, long t) => new(
        beta1,
        beta2,
        epsilon,
        (float)(learningRate / (1 - Power(beta1, t))),
        (float)(1 / Math.Sqrt(1 - Power(beta2, t))));

    /// <summary>value^exponent by squaring: products only, so the same bits everywhere, unlike the system's pow.</summary>
    private static double Power(double value, long exponent)
    {
        double result = 1;
        for (double square = value; exponent > 0; exponent >>= 1, square *= square)
        {
            if ((exponent & 1) != 0)
                result *= square;
        }
        return result;
    }
}
