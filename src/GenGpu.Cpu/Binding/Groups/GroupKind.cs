namespace GenGpu.Cpu.Binding.Groups;

/// <summary>What the instructions of a group are to each other.</summary>
internal enum GroupKind
{
    /// <summary>One instruction.</summary>
    Single,

    /// <summary>A dense_transposed and the way back through the (leaky) ReLU in front of it.</summary>
    MaskedProduct,

    /// <summary>The gradients of a dense layer's weight and bias.</summary>
    WeightAndBias,

    /// <summary>Adam updates of several parameters, and the sums that are their gradients.</summary>
    Adam,

    /// <summary>A function times a scalar, and plus a scalar.</summary>
    ScaledFunction,

    /// <summary>Steps of moving averages of state, three instructions each.</summary>
    MovingAverages,

    /// <summary>Two dense products one after the other, with few rows before and behind them: the first (and its mask), the second.</summary>
    LayerPair,

    /// <summary>The way back through such a pair, with its gradients.</summary>
    LayerPairBackward,
}
