namespace GenGpu.Training;

/// <summary>Result of a self-test.</summary>
/// <param name="Passed">Whether the accelerator computes what the reference computes.</param>
/// <param name="Message">What was compared, and what was found.</param>
public sealed record SelfTestResult(bool Passed, string Message);
