using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>
/// A normalizing flow: an invertible map from a base distribution to the space of the target, whose density is known in closed form,
/// log q(x) = log q0(z) - log |det dx/dz|.
/// </summary>
/// <param name="dimensions">Number of coordinates.</param>
/// <param name="isUniform">Whether the base is uniform on [-pi, pi)^d; otherwise standard normal.</param>
/// <param name="isAngular">Whether both ends of that interval are one point, so that there is nothing outside of it.</param>
/// <param name="layers">From the base to the target.</param>
internal sealed class Flow(int dimensions, bool isUniform, bool isAngular, IReadOnlyList<IFlowLayer> layers)
{
    // The log density where there is none: its exponential is 0, and products with it stay finite.
    private const float Nowhere = -1e30f;

    // Beyond pi by what the inverse of a point at the edge may be off.
    private const float Edge = MathF.PI + 1e-4f;

    /// <summary>Number of coordinates.</summary>
    public int Dimensions => dimensions;

    /// <summary>All parameters, layer by layer.</summary>
    public IReadOnlyList<StateSlot> Parameters { get; } = [.. layers.SelectMany(layer => layer.Parameters)];

    /// <summary>Emits the initial parameters.</summary>
    /// <param name="scope">The initialise program, whose batch initialises ActNorm.</param>
    public void Initialise(FlowScope scope)
    {
        FlowPoint at = FlowPoint.Start(scope.Program, Base(scope.Program, "base"));
        foreach (IFlowLayer layer in layers)
            at = layer.Initialise(scope, at);
    }

    /// <summary>A draw of the base distribution.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Name of the draw.</param>
    /// <returns>[dimensions, batch].</returns>
    public Value Base(ProgramBuilder g, string site) =>
        isUniform ? g.MultiplyAdd(g.Uniform(dimensions, site), g.Constant(2 * MathF.PI), g.Constant(-MathF.PI)) : g.Normal(dimensions, site);

    /// <summary>log q0(z).</summary>
    /// <param name="g">The program.</param>
    /// <param name="z">[dimensions, batch].</param>
    /// <returns>[1, batch], or a scalar for a uniform base of angles; outside of a uniform base about the lowest that a float holds.</returns>
    public Value BaseLogDensity(ProgramBuilder g, Value z)
    {
        double constant = -0.5 * dimensions * Math.Log(2 * Math.PI);
        if (isUniform && !isAngular)
        {
            Value farthest = g.MaximumRows(g.Absolute(z));
            return g.Where(g.LessEqual(farthest, g.Constant(Edge)), g.Constant((float)(2 * constant)), g.Constant(Nowhere));
        }

        return isUniform
            ? g.Constant((float)(2 * constant))
            : g.MultiplyAdd(g.SumRows(g.Square(z)), g.Constant(-0.5f), g.Constant((float)constant));
    }

    /// <summary>From the base to the target.</summary>
    /// <param name="scope">Where to emit.</param>
    /// <param name="z">[dimensions, batch].</param>
    /// <returns>x [dimensions, batch] and log |det dx/dz| [1, batch].</returns>
    public (Value X, Value LogDetJacobian) Forward(FlowScope scope, Value z)
    {
        FlowPoint at = FlowPoint.Start(scope.Program, z);
        foreach (IFlowLayer layer in layers)
            at = layer.Forward(scope, at);
        return (at.X.Join(), PerSample(scope, at));
    }

    /// <summary>From the target to the base.</summary>
    /// <param name="scope">Where to emit.</param>
    /// <param name="x">[dimensions, batch].</param>
    /// <returns>z [dimensions, batch] and log |det dz/dx| [1, batch].</returns>
    public (Value Z, Value LogDetJacobian) Inverse(FlowScope scope, Value x)
    {
        FlowPoint at = FlowPoint.Start(scope.Program, x);
        for (int layer = layers.Count - 1; layer >= 0; layer--)
            at = layers[layer].Inverse(scope, at);
        return (at.X.Join(), PerSample(scope, at));
    }

    /// <summary>Draws samples with their log density, by reparameterisation: gradients pass to the parameters.</summary>
    /// <param name="scope">Where to emit.</param>
    /// <param name="site">Name of the draw.</param>
    /// <returns>x [dimensions, batch] and log q(x) [1, batch].</returns>
    public (Value X, Value LogDensity) Sample(FlowScope scope, string site)
    {
        Value z = Base(scope.Program, site);
        (Value x, Value logDet) = Forward(scope, z);
        return (x, BaseLogDensity(scope.Program, z) - logDet);
    }

    /// <summary>The log density of given points.</summary>
    /// <param name="scope">Where to emit.</param>
    /// <param name="x">[dimensions, batch].</param>
    /// <returns>log q(x), [1, batch].</returns>
    public Value LogDensity(FlowScope scope, Value x)
    {
        (Value z, Value logDet) = Inverse(scope, x);
        return BaseLogDensity(scope.Program, z) + logDet;
    }

    private static Value PerSample(FlowScope scope, FlowPoint at) =>
        scope.Program.BroadcastTo(at.LogDetJacobian, Shape.Batched(1, scope.Program.BatchSize));
}
