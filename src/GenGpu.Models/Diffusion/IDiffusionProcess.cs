using GenGpu.Core.Programs;

namespace GenGpu.Models.Diffusion;

/// <summary>
/// A forward process with the network that runs it backwards, as program fragments. The size of a program does not depend on the number of steps: sampling is a Repeat, and constants of the
/// schedule are looked up by time.
/// </summary>
internal interface IDiffusionProcess
{
    /// <summary>The training loss at one random time per sample.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="data">[rows, batch], in the units that targets sample in, or one-hot.</param>
    /// <param name="isBound">Whether the loss is the likelihood bound, in nats per row, instead of the simple one.</param>
    /// <param name="scope">How the network is read.</param>
    /// <returns>A scalar.</returns>
    Value Loss(ProgramBuilder g, Value data, bool isBound, DenoiserScope scope);

    /// <summary>Samples from the prior by sampleSteps of the T times, t_k = round(T k / S).</summary>
    /// <param name="g">The sample program.</param>
    /// <param name="sampleSteps">Number S of steps.</param>
    /// <param name="isImplicit">DDIM (Song, Meng and Ermon 2021) instead of ancestral sampling.</param>
    /// <param name="scope">As in <see cref="Loss"/>.</param>
    /// <returns>Points of the target [dimensions, batch], or numbers of categories [1, batch].</returns>
    Value Sample(ProgramBuilder g, HyperSlot sampleSteps, bool isImplicit, DenoiserScope scope);

    /// <summary>
    /// An unbiased estimate of a lower bound of log p(x_0): minus KL(q(x_T | x_0) || prior), minus sum_t KL(q(x_(t-1) | x_t, x_0) || p(x_(t-1) | x_t)), t from T down to 2, plus
    /// E log p(x_0 | x_1) (Ho, Jain and Abbeel 2020, equation 5).
    /// </summary>
    /// <param name="g">The bound program.</param>
    /// <param name="data">As in <see cref="Loss"/>.</param>
    /// <param name="scope">As in <see cref="Loss"/>.</param>
    /// <returns>[1, batch], nats, densities per unit volume of the units that targets sample in.</returns>
    Value LogLikelihoodBound(ProgramBuilder g, Value data, DenoiserScope scope);
}
