using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>The compiled passes over two layers, by their numbers of rows.</summary>
internal static unsafe class LayerPairShapes<TLanes, TActivation>
    where TLanes : struct, ILanes<TLanes>
    where TActivation : struct, IActivation
{
    /// <summary>The pass for so many rows of x and of y, 1 to 4 each, or any number of x and 1 or 2 of y.</summary>
    public static delegate*<in LayerPairOperands, float*, float*, float*, int, void> Tiles(int inputs, int outputs) => inputs switch
    {
        1 => Of<Counts.One>(outputs),
        2 => Of<Counts.Two>(outputs),
        3 => Of<Counts.Three>(outputs),
        4 => Of<Counts.Four>(outputs),
        _ when outputs == 1 => &DeepPairTiles<TLanes, TActivation, Counts.One>.Run,
        _ => &DeepPairTiles<TLanes, TActivation, Counts.Two>.Run,
    };

    private static delegate*<in LayerPairOperands, float*, float*, float*, int, void> Of<TInputs>(int outputs)
        where TInputs : struct, ICount => outputs switch
        {
            1 => &LayerPairTiles<TLanes, TActivation, TInputs, Counts.One>.Run,
            2 => &LayerPairTiles<TLanes, TActivation, TInputs, Counts.Two>.Run,
            3 => &LayerPairTiles<TLanes, TActivation, TInputs, Counts.Three>.Run,
            _ => &LayerPairTiles<TLanes, TActivation, TInputs, Counts.Four>.Run,
        };
}
