using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>
/// A chain of dense layers with LeakyReLU (negative slope 0.01) between them and none after the last. Slots are <c>name.i.weight</c> [outputs, inputs] and
/// <c>name.i.bias</c> [outputs, 1].
/// </summary>
internal sealed class DenseNetwork
{
    private readonly StateSlot[] _weights;
    private readonly StateSlot[] _biases;

    /// <summary>Adds the parameters to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Name of the network: generator, encoder ...</param>
    /// <param name="widths">Inputs, hidden widths, outputs.</param>
    public DenseNetwork(ModelBuilder model, string name, IReadOnlyList<int> widths)
    {
        Widths = widths;
        _weights = new StateSlot[widths.Count - 1];
        _biases = new StateSlot[widths.Count - 1];
        for (int layer = 0; layer < _weights.Length; layer++)
        {
            _weights[layer] = model.Parameter($"{name}.{layer}.weight", widths[layer + 1], widths[layer]);
            _biases[layer] = model.Parameter($"{name}.{layer}.bias", widths[layer + 1]);
        }

        Parameters = [.. _weights.Zip(_biases).SelectMany(p => new[] { p.First, p.Second })];
    }

    /// <summary>Inputs, hidden widths, outputs.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>Weights and biases, layer by layer.</summary>
    public IReadOnlyList<StateSlot> Parameters { get; }

    /// <summary>Inputs, the hidden width as often as there are hidden layers, outputs.</summary>
    /// <param name="inputs">Rows of the input.</param>
    /// <param name="hiddenWidth">Width of every hidden layer.</param>
    /// <param name="hiddenLayers">Number of hidden layers.</param>
    /// <param name="outputs">Rows of the output.</param>
    public static int[] WidthsOf(int inputs, int hiddenWidth, int hiddenLayers, int outputs) =>
        [inputs, .. Enumerable.Repeat(hiddenWidth, hiddenLayers), outputs];

    /// <summary>Number of parameters: h (inputs + 1) + (layers - 1) h (h + 1) + outputs (h + 1).</summary>
    /// <param name="inputs">Rows of the input.</param>
    /// <param name="hiddenWidth">Width h of every hidden layer.</param>
    /// <param name="hiddenLayers">Number of hidden layers, at least 1.</param>
    /// <param name="outputs">Rows of the output.</param>
    public static long ParameterCount(int inputs, long hiddenWidth, int hiddenLayers, int outputs) =>
        (hiddenWidth * (inputs + 1)) + ((hiddenLayers - 1) * hiddenWidth * (hiddenWidth + 1)) + (outputs * (hiddenWidth + 1));

    /// <summary>The output of the network.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[inputs, batch].</param>
    /// <returns>[outputs, batch].</returns>
    public Value Forward(ProgramBuilder g, Value x) => Forward(g, x, g.Read);

    /// <summary>The output of the network with parameters as they are read elsewhere, for example behind a barrier to gradients.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[inputs, batch].</param>
    /// <param name="read">Gives the value of a parameter.</param>
    /// <returns>[outputs, batch].</returns>
    public Value Forward(ProgramBuilder g, Value x, Func<StateSlot, Value> read)
    {
        for (int layer = 0; layer < _weights.Length; layer++)
        {
            bool last = layer == _weights.Length - 1;
            x = g.Dense(read(_weights[layer]), x, read(_biases[layer]), last ? Activation.None : Activation.LeakyRelu);
        }

        return x;
    }

    /// <summary>The output of the network at points and what they are conditioned on.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[inputs - features, batch].</param>
    /// <param name="features">[features, batch], behind x in the input; null for none.</param>
    /// <param name="read">Gives the value of a parameter; null for the trained one.</param>
    /// <returns>[outputs, batch].</returns>
    public Value Forward(ProgramBuilder g, Value x, Value? features, Func<StateSlot, Value>? read = null) =>
        Forward(g, features is null ? x : g.ConcatenateRows(x, features), read ?? g.Read);

    /// <summary>Emits the initial parameters: weights N(0, 2 / (inputs + outputs)) (Glorot and Bengio 2010, normal variant), biases 0.</summary>
    /// <param name="g">The initialise program.</param>
    /// <param name="zeroLast">Whether the last layer starts at zero instead: the network's output is then 0.</param>
    public void Initialise(ProgramBuilder g, bool zeroLast = false)
    {
        for (int layer = 0; layer < _weights.Length; layer++)
        {
            StateSlot weight = _weights[layer];
            float deviation = MathF.Sqrt(2f / (Widths[layer] + Widths[layer + 1]));
            bool isZero = zeroLast && layer == _weights.Length - 1;
            g.Assign(weight, isZero ? g.Constant(0f) : g.Multiply(g.Normal(weight.Shape, weight.Name), deviation));
            g.Assign(_biases[layer], g.Constant(0f));
        }
    }
}
