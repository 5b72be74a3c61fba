using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Diffusion;

/// <summary>The units that continuous data diffuse in: z = (x - mean) / standard deviation per axis of the target, so that the prior N(0, I) is of their size.</summary>
/// <param name="target">What is learned.</param>
internal sealed class DiffusionSpace(Target target)
{
    /// <summary>Rows of z.</summary>
    public int Rows => target.Dimensions;

    /// <summary>log |dx / dz|: by how much a log density per unit of z is above one per unit of x.</summary>
    public double LogVolume => Enumerable.Range(0, Rows).Sum(axis => Math.Log(target.StandardDeviation(axis)));

    /// <summary>z of points of the target.</summary>
    /// <param name="g">The program.</param>
    /// <param name="x">[rows, batch], in the units that targets sample in.</param>
    public Value FromData(ProgramBuilder g, Value x) => g.MultiplyAdd(
        x, Table(g, "fromData.scale", axis => 1 / target.StandardDeviation(axis)), Table(g, "fromData.shift", axis => -target.Mean[axis] / target.StandardDeviation(axis)));

    /// <summary>Points of the target.</summary>
    /// <param name="g">The program.</param>
    /// <param name="z">[rows, batch].</param>
    public Value ToData(ProgramBuilder g, Value z) => g.MultiplyAdd(z, Table(g, "toData.scale", target.StandardDeviation), Table(g, "toData.shift", axis => target.Mean[axis]));

    private Value Table(ProgramBuilder g, string name, Func<int, double> value) =>
        g.Buffer(TargetBuffers.Get(g.Model, $"diffusion.{name}", Rows, 1, [.. Enumerable.Range(0, Rows).Select(axis => (float)value(axis))]));
}
