using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// y = x exp(s) + t with one s and t per coordinate. As the last layer it starts at the centre and spread of the target; as ActNorm (Kingma and Dhariwal 2018,
/// section 3.1) it starts so that the batch it is initialised with leaves it with mean 0 and variance 1.
/// </summary>
internal sealed class DiagonalAffine : IFlowLayer
{
    private readonly StateSlot? _logScale;
    private readonly StateSlot? _shift;
    private readonly (DataBuffer LogScale, DataBuffer Shift)? _start;

    /// <summary>Adds the parameters to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Prefix of its slots.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    /// <param name="start">Initial scale and shift per coordinate, or null to normalise the initial batch.</param>
    /// <param name="isFixed">Whether it stays as it starts, without parameters; needs <paramref name="start"/>.</param>
    public DiagonalAffine(ModelBuilder model, string name, int dimensions, (IReadOnlyList<double> Scale, IReadOnlyList<double> Shift)? start = null, bool isFixed = false)
    {
        if (!isFixed)
        {
            _logScale = model.Parameter($"{name}.logScale", dimensions);
            _shift = model.Parameter($"{name}.shift", dimensions);
        }

        if (start is { } given)
        {
            _start = (
                model.Buffer($"{name}.startLogScale", dimensions, 1, given.Scale.Select(scale => (float)Math.Log(scale)).ToArray()),
                model.Buffer($"{name}.startShift", dimensions, 1, given.Shift.Select(shift => (float)shift).ToArray()));
        }

        Parameters = isFixed ? [] : [_logScale!, _shift!];
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateSlot> Parameters { get; }

    /// <inheritdoc/>
    public FlowPoint Initialise(FlowScope scope, FlowPoint at)
    {
        ProgramBuilder g = scope.Program;
        if (_logScale is null || _shift is null)
            return Forward(scope, at);
        if (_start is { } start)
        {
            g.Assign(_logScale, g.Buffer(start.LogScale));
            g.Assign(_shift, g.Buffer(start.Shift));
            return Forward(scope, at);
        }

        Value x = at.X.Join();
        Value mean = g.MeanBatch(x);
        Value deviation = g.Sqrt(g.Maximum(g.MeanBatch(g.Square(x - mean)), 1e-12f));
        g.Assign(_logScale, -g.Log(deviation));
        g.Assign(_shift, -(mean / deviation));
        return Forward(scope, at);
    }

    /// <inheritdoc/>
    public FlowPoint Forward(FlowScope scope, FlowPoint at)
    {
        ProgramBuilder g = scope.Program;
        (Value logScale, Value shift) = Map(scope);
        return at.Then(CoordinateSet.Whole(g, g.MultiplyAdd(at.X.Join(), g.Exp(logScale), shift)), g.SumRows(logScale));
    }

    /// <inheritdoc/>
    public FlowPoint Inverse(FlowScope scope, FlowPoint at)
    {
        ProgramBuilder g = scope.Program;
        (Value logScale, Value shift) = Map(scope);
        return at.Then(CoordinateSet.Whole(g, (at.X.Join() - shift) * g.Exp(-logScale)), -g.SumRows(logScale));
    }

    private (Value LogScale, Value Shift) Map(FlowScope scope) => _logScale is not null && _shift is not null
        ? (scope.Read(_logScale), scope.Read(_shift))
        : (scope.Program.Buffer(_start!.Value.LogScale), scope.Program.Buffer(_start!.Value.Shift));
}
