using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>The parameters of an RBM and the pieces of its programs: <c>weight</c> [hidden, visible], <c>visibleBias</c>, <c>hiddenBias</c> and those of the visible layer.</summary>
internal sealed class RbmNetwork
{
    private const float InitialDeviation = 0.01f;
    private readonly StateSlot _weight;
    private readonly StateSlot _visibleBias;
    private readonly StateSlot _hiddenBias;
    private readonly int _rows;

    /// <summary>Adds the parameters to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Number of visibles.</param>
    /// <param name="hiddenWidth">Number of hidden units.</param>
    /// <param name="visible">Adds and makes the visible layer.</param>
    public RbmNetwork(ModelBuilder model, int rows, int hiddenWidth, Func<ModelBuilder, VisibleLayer> visible)
    {
        _rows = rows;
        _weight = model.Parameter("weight", hiddenWidth, rows);
        _visibleBias = model.Parameter("visibleBias", rows);
        _hiddenBias = model.Parameter("hiddenBias", hiddenWidth);
        Visible = visible(model);
        Parameters = [_weight, _visibleBias, _hiddenBias, .. Visible.Parameters];
    }

    /// <summary>The visible layer.</summary>
    public VisibleLayer Visible { get; }

    /// <summary>Everything that is trained.</summary>
    public IReadOnlyList<StateSlot> Parameters { get; }

    /// <summary>Emits the initial parameters: weights N(0, 0.01^2), biases 0.</summary>
    /// <param name="g">The initialise program.</param>
    public void Initialise(ProgramBuilder g)
    {
        g.Assign(_weight, g.Normal(_weight.Shape, _weight.Name) * InitialDeviation);
        g.Assign(_visibleBias, g.Constant(0f));
        g.Assign(_hiddenBias, g.Constant(0f));
        Visible.Initialise(g);
    }

    /// <summary>Reads the parameters into a program, once: a Repeat can then use what was computed from them outside.</summary>
    /// <param name="g">The program.</param>
    public RbmValues Read(ProgramBuilder g) => new(g, Visible, g.Read(_weight), g.Read(_visibleBias), g.Read(_hiddenBias));

    /// <summary>Where Gibbs chains start.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Name of the draw site.</param>
    public Value Start(ProgramBuilder g, string site) => Visible.Start(g, _rows, site);
}
