namespace GenGpu.Core.Accelerators;

/// <summary>What an accelerator runs on, for <c>gengpu devices</c> and manifests.</summary>
/// <param name="Device">Name of the hardware.</param>
/// <param name="ComputeUnits">Cores or multiprocessors in use.</param>
/// <param name="MemoryBytes">Memory that it may use; 0 when unknown.</param>
/// <param name="Details">Anything else, one short line (instruction set, driver).</param>
public sealed record AcceleratorInfo(string Device, int ComputeUnits, long MemoryBytes, string Details);
