namespace GenGpu.Cpu.Execution;

/// <summary>A node of a compiled program: a <see cref="CompiledStage"/> or a <see cref="CompiledRepeat"/> around stages.</summary>
internal abstract class CompiledNode;
