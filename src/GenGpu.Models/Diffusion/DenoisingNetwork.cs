using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Diffusion;

/// <summary>
/// A dense network of x_t and of sinusoidal features of the time: rows sin(w_i tau), then cos(w_i tau), with tau = 1000 t / T and w_i = 10000^(-i / (n/2 - 1)), i = 0 .. n/2 - 1
/// (Ho et al. 2020, appendix B, after Vaswani et al. 2017; the scaling makes a network independent of T).
/// </summary>
internal sealed class DenoisingNetwork
{
    private const double TimeRange = 1000;
    private const double SlowestPeriod = 10_000;
    private readonly int _features;
    private readonly int _noiseSteps;
    private readonly DenseNetwork _network;

    /// <summary>Adds the parameters <c>denoiser.i.weight</c> and <c>denoiser.i.bias</c> to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows of x and of the output.</param>
    /// <param name="width">Width of the hidden layers.</param>
    /// <param name="layers">Number of hidden layers.</param>
    /// <param name="features">Number n of time features, even.</param>
    /// <param name="noiseSteps">T.</param>
    /// <param name="conditions">Features of conditions that the network sees besides.</param>
    public DenoisingNetwork(ModelBuilder model, int rows, int width, int layers, int features, int noiseSteps, int conditions = 0)
    {
        (_features, _noiseSteps) = (features, noiseSteps);
        _network = new DenseNetwork(model, "denoiser", DenseNetwork.WidthsOf(rows + features + conditions, width, layers, rows));
    }

    /// <summary>Weights and biases, layer by layer.</summary>
    public IReadOnlyList<StateSlot> Parameters => _network.Parameters;

    /// <summary>Number of parameters of a network.</summary>
    /// <param name="rows">Rows of x and of the output.</param>
    /// <param name="width">Width of the hidden layers.</param>
    /// <param name="layers">Number of hidden layers.</param>
    /// <param name="features">Number of time features.</param>
    /// <param name="conditions">Features of conditions.</param>
    public static long ParameterCount(int rows, long width, int layers, int features, int conditions = 0) => DenseNetwork.ParameterCount(rows + features + conditions, width, layers, rows);

    /// <summary>Emits the initial parameters.</summary>
    /// <param name="g">The initialise program.</param>
    public void Initialise(ProgramBuilder g) => _network.Initialise(g);

    /// <summary>The output of the network.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">x_t, [rows, batch].</param>
    /// <param name="time">t, [1, batch], or [1, 1] when it is the same for all samples.</param>
    /// <param name="scope">How it is read.</param>
    /// <returns>[rows, batch].</returns>
    public Value Forward(ProgramBuilder g, Value x, Value time, DenoiserScope scope)
    {
        // One sine for both halves: cos a = sin(a + pi / 2).
        Value angles = g.MultiplyAdd(Table(g, "diffusion.frequencies", Frequency), time, Table(g, "diffusion.phases", feature => feature < _features / 2 ? 0 : Math.PI / 2));
        Value features = g.BroadcastTo(g.Sin(angles), Shape.Batched(_features, g.BatchSize));
        return _network.Forward(g, g.ConcatenateRows(x, features), scope.Features, scope.Read);
    }

    private double Frequency(int feature)
    {
        int half = _features / 2;
        return TimeRange / _noiseSteps * Math.Pow(SlowestPeriod, -(double)(feature % half) / Math.Max(1, half - 1));
    }

    private Value Table(ProgramBuilder g, string name, Func<int, double> value) =>
        g.Buffer(g.Model.FindBuffer(name) ?? g.Model.Buffer(name, _features, 1, [.. Enumerable.Range(0, _features).Select(feature => (float)value(feature))]));
}
