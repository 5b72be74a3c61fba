using GenGpu.Core.Accelerators;

namespace GenGpu.Gpu.Runtime;

/// <summary>One model of a launch.</summary>
/// <param name="Model">Its index in the part of the ensemble that a device holds.</param>
/// <param name="Launch">The launch: where its streams go.</param>
/// <param name="Place">Its index among the models of that launch.</param>
internal readonly record struct LaunchTarget(int Model, Launch Launch, int Place);
