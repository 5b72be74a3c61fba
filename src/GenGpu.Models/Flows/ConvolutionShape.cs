using GenGpu.Core.Programs;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Flows;

/// <summary>Sizes of a convolutional conditioner on a periodic lattice.</summary>
/// <param name="Lattice">The lattice.</param>
/// <param name="KernelSize">Sites per axis that a kernel spans, odd.</param>
/// <param name="Channels">Channels of every hidden layer.</param>
/// <param name="HiddenLayers">Number of hidden layers.</param>
/// <param name="Outputs">Channels of the output.</param>
internal sealed record ConvolutionShape(Lattice Lattice, int KernelSize, long Channels, int HiddenLayers, int Outputs)
{
    /// <summary>Sites that a kernel spans.</summary>
    public int Taps => Lattice.IsChain ? KernelSize : KernelSize * KernelSize;

    /// <summary>Channels of the input.</summary>
    /// <param name="isAngular">Whether coordinates enter as cosine and sine.</param>
    public static int Inputs(bool isAngular) => isAngular ? 2 : 1;

    /// <summary>Number of parameters.</summary>
    /// <param name="isAngular">Whether coordinates enter as cosine and sine.</param>
    public long ParameterCount(bool isAngular)
    {
        long first = ((Inputs(isAngular) * (long)Taps) + 1) * Channels;
        long between = (HiddenLayers - 1) * ((Channels * Taps) + 1) * Channels;
        return first + between + (((Channels * Taps) + 1) * Outputs);
    }

    /// <summary>The sites that a kernel reads.</summary>
    public PeriodicStencil Stencil => Lattice.IsChain ? PeriodicStencil.Box(KernelSize, Lattice.Columns) : PeriodicStencil.Box(KernelSize, Lattice.Rows, Lattice.Columns);
}
