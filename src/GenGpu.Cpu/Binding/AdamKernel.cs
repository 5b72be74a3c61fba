using System.Runtime.CompilerServices;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>adam, for one parameter or for several in a row with the same learning rate and decays: one loop over all, so that short parameters share what a call costs and hide each other's divisions.</summary>
internal sealed unsafe class AdamKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly AdamOperands[] parameters;
    private readonly Address learningRate, beta1, beta2, epsilon, correction;

    /// <param name="group">Updates whose operands from the learning rate on are the same values.</param>
    /// <param name="compiler">Resolves values.</param>
    public AdamKernel(AdamUpdates group, ProgramCompiler compiler)
    {
        parameters = [.. group.Updates.Select(i => new AdamOperands(i, group.Gradient(i), compiler))];
        IReadOnlyList<Value> x = group.Updates[0].Inputs;
        learningRate = compiler.Read(x[4]);
        beta1 = compiler.Read(x[5]);
        beta2 = compiler.Read(x[6]);
        epsilon = compiler.Read(x[7]);
        correction = compiler.Read(x[8]);
    }

    [SkipLocalsInit]
    public override void Run(Frame* frame)
    {
        AdamSegment* segments = stackalloc AdamSegment[InstructionGroups.AdamLimit];
        int count = 0;
        foreach (ref readonly AdamOperands parameter in parameters.AsSpan())
        {
            segments[count++] = new AdamSegment(
                parameter.Parameter.At(frame),
                parameter.Gradient.Prepare(frame),
                parameter.HasAddend ? parameter.Addend.Prepare(frame) : null,
                parameter.FirstMoment.At(frame),
                parameter.SecondMoment.At(frame),
                parameter.Count);
        }

        if (!OptimizerKernels<TLanes>.AreFinite(segments, count))
            count = KeepFinite(frame, segments);

        float* c = correction.At(frame);
        var step = new AdamStep(*learningRate.At(frame), *beta1.At(frame), *beta2.At(frame), *epsilon.At(frame), c[0], c[1]);
        OptimizerKernels<TLanes>.Adam(segments, count, step);
    }

    /// <summary>Leaves out the parameters whose gradient is not finite.</summary>
    /// <returns>Number of the others.</returns>
    private int KeepFinite(Frame* frame, AdamSegment* segments)
    {
        int count = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (OptimizerKernels<TLanes>.AreFinite(segments + i, 1))
                segments[count++] = segments[i];
            else
                frame->Status = frame->Status == 0 ? parameters[i].Label : frame->Status;
        }

        return count;
    }
}
