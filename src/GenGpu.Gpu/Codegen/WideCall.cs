namespace GenGpu.Gpu.Codegen;

/// <summary>A kernel over all models of a call.</summary>
/// <param name="EntryPoint">Its name.</param>
/// <param name="Groups">Groups per model: the first axis of the grid; the second is the models.</param>
internal sealed record WideCall(string EntryPoint, int Groups) : WideNode;
