using System.Globalization;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>Constants of <see cref="DenseOp"/> and <see cref="DenseTransposedOp"/>.</summary>
/// <param name="Activation">The fused activation.</param>
/// <param name="NegativeSlope">Slope of LeakyRelu for negative inputs, positive; ignored by the others.</param>
public sealed record DenseAttributes(Activation Activation, float NegativeSlope) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => Activation switch
    {
        Activation.None => "",
        Activation.LeakyRelu => $".LeakyRelu({NegativeSlope.ToString("R", CultureInfo.InvariantCulture)})",
        _ => $".{Activation}",
    };
}
