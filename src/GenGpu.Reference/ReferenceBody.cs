using System.Numerics;

namespace GenGpu.Reference;

/// <summary>Computes one instruction: reads the operands of the call and overwrites all its results.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="call">The instruction, its operands and results, and where in the run it stands.</param>
public delegate void ReferenceBody<T>(ReferenceCall<T> call) where T : struct, IBinaryFloatingPointIeee754<T>;
