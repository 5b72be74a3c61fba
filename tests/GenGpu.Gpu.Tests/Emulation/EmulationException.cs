namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>A kernel did what would go wrong on a device.</summary>
public sealed class EmulationException(string message) : Exception(message);
