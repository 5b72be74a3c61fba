using GenGpu.Core.Programs;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Tests.Sampling;

/// <summary>U = -2 cos(x_0 - 3) - 2 cos(x_1 + 3): angles whose modes lie at the seam.</summary>
internal sealed class VonMisesEnergy() : Energy("von-mises", 2, "two angles", "U = -2 cos(x0 - 3) - 2 cos(x1 + 3)")
{
    public override bool IsAngular => true;

    public override IReadOnlyList<double> Centre => [3, -3];

    public override Value Emit(EnergyScope scope, Value x)
    {
        ProgramBuilder g = scope.Program;
        return (g.Cos(g.SliceRows(x, 0, 1) - 3f) + g.Cos(g.SliceRows(x, 1, 1) + 3f)) * -2f;
    }

    public override double Evaluate(ReadOnlySpan<double> x) => -2 * (Math.Cos(x[0] - 3) + Math.Cos(x[1] + 3));
}
