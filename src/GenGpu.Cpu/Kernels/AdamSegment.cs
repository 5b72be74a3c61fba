namespace GenGpu.Cpu.Kernels;

/// <summary>One parameter of an Adam step: consecutive values, padded to whole groups of 16.</summary>
/// <param name="parameter">p.</param>
/// <param name="gradient">g; padding may hold anything.</param>
/// <param name="addend">What is added to g, or null; padding may hold anything.</param>
/// <param name="firstMoment">m.</param>
/// <param name="secondMoment">v.</param>
/// <param name="count">Values, without padding.</param>
internal readonly unsafe struct AdamSegment(float* parameter, float* gradient, float* addend, float* firstMoment, float* secondMoment, int count)
{
    public float* Parameter => parameter;

    public float* Gradient => gradient;

    public float* Addend => addend;

    public float* FirstMoment => firstMoment;

    public float* SecondMoment => secondMoment;

    public int Count => count;
}
