using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>adam_correction: powers by binary exponentiation in double.</summary>
internal sealed unsafe class AdamCorrectionKernel(Address beta1, Address beta2, Address output) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        float* y = output.At(frame);
        y[0] = (float)(1.0 / (1.0 - Power(*beta1.At(frame), frame->Step + 1)));
        y[1] = (float)(1.0 / (1.0 - Power(*beta2.At(frame), frame->Step + 1)));
    }

    private static double Power(double value, long exponent)
    {
        double result = 1.0;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result *= value;
            value *= value;
        }

        return result;
    }
}
