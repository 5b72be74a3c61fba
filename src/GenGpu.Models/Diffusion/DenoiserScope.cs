using GenGpu.Core.Programs;

namespace GenGpu.Models.Diffusion;

/// <summary>How a denoising network is read at a place of a program.</summary>
/// <param name="Read">Gives the value of a parameter: the trained one or its average.</param>
/// <param name="Features">What it is conditioned on, [features, batch], or null.</param>
internal sealed record DenoiserScope(Func<StateSlot, Value> Read, Value? Features = null);
