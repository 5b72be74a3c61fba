using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// Periodic convolutions with LeakyReLU over the lattice, active sites counting as zero (the networks of flows for lattice field theory: Albergo, Kanwar and
/// Shanahan 2019; Tomiya and Terasaki 2022): the map commutes with all translations that keep the split. The last layer is evaluated at active sites only.
/// </summary>
internal sealed class ConvolutionConditioner : IConditioner
{
    private readonly CouplingSplit _split;
    private readonly bool _isAngular;
    private readonly Layer[] _layers;

    /// <summary>Adds the parameters to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Prefix of its slots.</param>
    /// <param name="split">Which sites it reads, and which it is asked for.</param>
    /// <param name="shape">Lattice, kernel, channels, layers.</param>
    /// <param name="isAngular">Whether coordinates are angles.</param>
    public ConvolutionConditioner(ModelBuilder model, string name, CouplingSplit split, ConvolutionShape shape, bool isAngular)
    {
        _split = split;
        _isAngular = isAngular;
        _layers = new Layer[shape.HiddenLayers + 1];
        PeriodicStencil stencil = shape.Stencil;
        int[] all = [.. Enumerable.Range(0, shape.Lattice.Sites)];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            bool first = layer == 0;
            bool last = layer == _layers.Length - 1;
            int inputs = first ? ConvolutionShape.Inputs(isAngular) : (int)shape.Channels;
            int outputs = last ? shape.Outputs : (int)shape.Channels;
            int[] sites = last ? split.Active : all;
            _layers[layer] = new Layer(
                model.Parameter($"{name}.{layer}.weight", outputs, inputs * stencil.Taps),
                model.Parameter($"{name}.{layer}.bias", outputs),
                Rows(stencil, inputs, sites, first ? PassiveRows(shape.Lattice.Sites) : all, first ? split.Passive.Length + 1 : shape.Lattice.Sites),
                sites.Length,
                MathF.Sqrt(2f / ((inputs + outputs) * stencil.Taps)));
        }

        Parameters = [.. _layers.SelectMany(layer => new[] { layer.Weight, layer.Bias })];
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateSlot> Parameters { get; }

    /// <inheritdoc/>
    public void Initialise(ProgramBuilder g)
    {
        foreach (Layer layer in _layers)
        {
            bool last = layer == _layers[^1];
            g.Assign(layer.Weight, last ? g.Constant(0f) : g.Normal(layer.Weight.Shape, layer.Weight.Name) * layer.Deviation);
            g.Assign(layer.Bias, g.Constant(0f));
        }
    }

    /// <inheritdoc/>
    public Value Forward(FlowScope scope, Value? passive)
    {
        ArgumentNullException.ThrowIfNull(passive);
        ProgramBuilder g = scope.Program;
        Value none = g.BroadcastTo(g.Constant(0f), passive.Shape with { Rows = 1 });
        Value x = _isAngular
            ? g.ConcatenateRows(g.Cos(passive), none, g.Sin(passive), none)
            : g.ConcatenateRows(passive, none);
        foreach (Layer layer in _layers)
        {
            Value columns = g.SpaceToBatch(g.GatherRows(x, layer.Rows), layer.Sites);
            Value y = g.Dense(scope.Read(layer.Weight), columns, scope.Read(layer.Bias), layer == _layers[^1] ? Activation.None : Activation.LeakyRelu);
            x = g.BatchToSpace(y, layer.Sites);
        }

        return x;
    }

    /// <summary>Row of each site in the input of the first layer; active sites share the row of zeros behind the passive ones.</summary>
    private int[] PassiveRows(int sites)
    {
        int[] rows = [.. Enumerable.Repeat(_split.Passive.Length, sites)];
        for (int place = 0; place < _split.Passive.Length; place++)
            rows[_split.Passive[place]] = place;
        return rows;
    }

    /// <summary>The rows that a layer gathers, [inputs][taps][sites].</summary>
    private static int[] Rows(PeriodicStencil stencil, int inputs, int[] sites, int[] rowOfSite, int rowsPerInput)
    {
        var rows = new List<int>(inputs * stencil.Taps * sites.Length);
        for (int input = 0; input < inputs; input++)
        {
            for (int tap = 0; tap < stencil.Taps; tap++)
            {
                foreach (int site in sites)
                    rows.Add((input * rowsPerInput) + rowOfSite[stencil.Neighbours[(tap * stencil.Sites) + site]]);
            }
        }

        return [.. rows];
    }

    private sealed record Layer(StateSlot Weight, StateSlot Bias, int[] Rows, int Sites, float Deviation);
}
