namespace GenGpu.Core.Programs;

/// <summary>A value that a Repeat hands from one iteration to the next. All four have the same shape.</summary>
/// <param name="Initial">The value before the first iteration, computed outside.</param>
/// <param name="BodyArgument">What the body sees.</param>
/// <param name="BodyResult">What the body hands on, a value of the body or one from outside.</param>
/// <param name="Result">The value after the last iteration (Initial, when the count is 0).</param>
public sealed record CarriedValue(Value Initial, Value BodyArgument, Value BodyResult, Value Result);
