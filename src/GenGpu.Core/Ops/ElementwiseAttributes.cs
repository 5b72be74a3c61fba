using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>Constants of <see cref="ElementwiseOp"/>.</summary>
/// <param name="Function">The function.</param>
/// <param name="Target">For Identity only: the shape to broadcast to.</param>
public sealed record ElementwiseAttributes(ElementwiseFunction Function, Shape? Target = null) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => $".{Function}";
}
