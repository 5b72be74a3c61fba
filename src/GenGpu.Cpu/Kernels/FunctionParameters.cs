namespace GenGpu.Cpu.Kernels;

/// <summary>Constants of an elementwise function.</summary>
/// <param name="First">Negative slope of LeakyRelu, lower bound of Clamp.</param>
/// <param name="Second">Upper bound of Clamp.</param>
internal readonly record struct FunctionParameters(float First, float Second);
