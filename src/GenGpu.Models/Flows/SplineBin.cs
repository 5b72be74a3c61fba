using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>The bin of a spline that a point lies in, all [1, columns].</summary>
/// <param name="Left">Its left edge.</param>
/// <param name="Width">Its width.</param>
/// <param name="Low">The spline's value at the left edge.</param>
/// <param name="Height">What the spline rises by.</param>
/// <param name="LeftSlope">The derivative at the left edge.</param>
/// <param name="RightSlope">The derivative at the right edge.</param>
internal sealed record SplineBin(Value Left, Value Width, Value Low, Value Height, Value LeftSlope, Value RightSlope);
