namespace GenGpu.Models.Likelihoods;

/// <summary>Weights and biases of an RBM on the host.</summary>
/// <param name="Weight">W, [hidden, visible] packed.</param>
/// <param name="VisibleBias">b.</param>
/// <param name="HiddenBias">c.</param>
internal sealed record RbmParameters(double[] Weight, double[] VisibleBias, double[] HiddenBias)
{
    /// <summary>Largest number of units whose 2^n states are enumerated.</summary>
    public const int LargestEnumeration = 20;

    /// <summary>Number of visibles.</summary>
    public int Visibles => VisibleBias.Length;

    /// <summary>Number of hidden units.</summary>
    public int Hiddens => HiddenBias.Length;

    /// <summary>Reads them.</summary>
    /// <param name="reader">The model.</param>
    public static RbmParameters Read(ParameterReader reader) => new(reader.State("weight"), reader.State("visibleBias"), reader.State("hiddenBias"));

    /// <summary>sum over hidden units of log(1 + exp(c + W u)).</summary>
    /// <param name="scaled">u, one number per visible.</param>
    public double HiddenTerm(ReadOnlySpan<double> scaled)
    {
        Span<double> input = Hiddens <= 256 ? stackalloc double[Hiddens] : new double[Hiddens];
        for (int hidden = 0; hidden < input.Length; hidden++)
        {
            double sum = HiddenBias[hidden];
            for (int visible = 0; visible < scaled.Length; visible++)
                sum += Weight[hidden * scaled.Length + visible] * scaled[visible];
            input[hidden] = sum;
        }

        return LogSum.Softplus(input);
    }

    /// <summary>log of the sum over all binary vectors s of exp(value(s)), where value takes the number of the state; vectors of at most 20 entries.</summary>
    /// <param name="units">Length of s.</param>
    /// <param name="value">The exponent, given s as zeros and ones.</param>
    /// <param name="cancellation">Ends the sum early.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static double LogSumOverStates(int units, Func<double[], double> value, CancellationToken cancellation)
    {
        double[] state = new double[units];
        double[] values = new double[1 << units];
        for (int number = 0; number < values.Length; number++)
        {
            if (number % 1024 == 0)
                cancellation.ThrowIfCancellationRequested();
            for (int unit = 0; unit < units; unit++)
                state[unit] = number >> unit & 1;
            values[number] = value(state);
        }

        return LogSum.Exp(values);
    }
}
