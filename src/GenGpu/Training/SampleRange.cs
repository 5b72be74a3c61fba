namespace GenGpu.Training;

/// <summary>
/// Which steps of the sample program a use of it takes. Steps are a part of every random counter, so that curves, snapshots, final
/// figures and samples for the user rest on independent draws, whatever came before.
/// </summary>
public static class SampleRange
{
    /// <summary>First step of the evaluations during training; each takes as many steps as it needs, placed by its index.</summary>
    public const long Curve = 0;

    /// <summary>First step of the snapshots for the timeline.</summary>
    public const long Snapshot = 1L << 30;

    /// <summary>First step of the final figures.</summary>
    public const long Final = 1L << 31;

    /// <summary>First step of the figures of the best parameters.</summary>
    public const long Best = (1L << 31) + (1L << 29);

    /// <summary>First step of samples at conditions: every value of an energy's condition takes the same steps, so that its curve is smooth; those of other targets follow each other.</summary>
    public const long Condition = (1L << 31) + (1L << 29) + (1L << 28);

    /// <summary>First step of samples that the user asks for.</summary>
    public const long User = 3L << 30;

    /// <summary>Steps of a program that gives at least a number of samples.</summary>
    /// <param name="count">Number of samples.</param>
    /// <param name="batchSize">Samples per step.</param>
    public static int Steps(int count, int batchSize) => checked((int)(((long)count + batchSize - 1) / batchSize));

    /// <summary>First step of one of many equal uses within a range that is a quarter of the counter's.</summary>
    /// <param name="range">First step of the range.</param>
    /// <param name="index">Index of the use.</param>
    /// <param name="stepsEach">Steps of each.</param>
    public static long At(long range, long index, int stepsEach) => range + (index * stepsEach % (1L << 29));
}
