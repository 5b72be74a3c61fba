namespace GenGpu.Models.Likelihoods;

/// <summary>A chain of dense layers with LeakyReLU (negative slope 0.01) between them, evaluated on the host in double precision.</summary>
internal sealed class HostDecoder
{
    private readonly double[][] _weights;
    private readonly double[][] _biases;
    private readonly double[][] _outputs;

    /// <summary>Reads the parameters.</summary>
    /// <param name="reader">The model.</param>
    /// <param name="name">Name of the network.</param>
    /// <param name="layers">Number of dense layers.</param>
    public HostDecoder(ParameterReader reader, string name, int layers)
    {
        _weights = [.. Enumerable.Range(0, layers).Select(layer => reader.State($"{name}.{layer}.weight"))];
        _biases = [.. Enumerable.Range(0, layers).Select(layer => reader.State($"{name}.{layer}.bias"))];
        _outputs = [.. _biases.Select(bias => new double[bias.Length])];
    }

    /// <summary>Rows of the output.</summary>
    public int OutputRows => _biases[^1].Length;

    /// <summary>The output for one input; overwritten by the next call.</summary>
    /// <param name="input">One number per input row.</param>
    public ReadOnlySpan<double> Decode(ReadOnlySpan<double> input)
    {
        for (int layer = 0; layer < _weights.Length; layer++)
        {
            double[] weight = _weights[layer];
            double[] output = _outputs[layer];
            for (int row = 0; row < output.Length; row++)
            {
                double sum = _biases[layer][row];
                for (int column = 0; column < input.Length; column++)
                    sum += weight[row * input.Length + column] * input[column];
                output[row] = sum > 0 || layer == _weights.Length - 1 ? sum : 0.01 * sum;
            }

            input = output;
        }

        return input;
    }
}
