using System.Runtime.CompilerServices;
using GenGpu.Core.Random;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Random draws into a [rows, samples] block of row stride <c>stride</c>, a multiple of 16; the definitions are those of
/// <see cref="RandomDraws"/>. The first sample's global number is a multiple of 64. Whole groups of 16 are written, so the
/// padding after the last sample receives arbitrary finite values.
/// </summary>
internal static unsafe class RandomFills<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // Elements drawn before they are transformed: words and results stay in the first-level cache. A multiple of 64.
    private const int RunLength = 4096;

    // The same where words stand beside probabilities and results: three streams share that cache.
    private const int WordsAtOnce = 1024;

    /// <summary>Raw words.</summary>
    public static void Words(uint* destination, int stride, int rows, int samples, int firstSample, in RandomStream stream) =>
        RandomWords<TLanes>.Fill(destination, stride, 0, rows, samples, firstSample, stream);

    /// <summary>Uniforms in [0, 1).</summary>
    public static void Uniform(float* destination, int stride, int rows, int samples, int firstSample, in RandomStream stream) =>
        Fill<UniformTransform<TLanes>>(destination, stride, rows, samples, firstSample, stream);

    /// <summary>Uniforms in (0, 1).</summary>
    public static void OpenUniform(float* destination, int stride, int rows, int samples, int firstSample, in RandomStream stream) =>
        Fill<OpenUniformTransform<TLanes>>(destination, stride, rows, samples, firstSample, stream);

    /// <summary>Standard normals.</summary>
    public static void Normal(float* destination, int stride, int rows, int samples, int firstSample, in RandomStream stream) =>
        Fill<NormalTransform<TLanes>>(destination, stride, rows, samples, firstSample, stream);

    /// <summary>
    /// 1 where a uniform is below the probability, else 0. The probabilities have the destination's shape and stride; they may be
    /// the destination itself.
    /// </summary>
    [SkipLocalsInit]
    public static void Bernoulli(float* destination, float* probabilities, int stride, int rows, int samples, int firstSample, in RandomStream stream)
    {
        uint* words = stackalloc uint[WordsAtOnce];
        int padded = (samples + 15) & ~15;
        int rowsPerRun = Math.Max(1, WordsAtOnce / padded);
        for (int row = 0; row < rows; row += rowsPerRun)
        {
            int runRows = Math.Min(rowsPerRun, rows - row);
            for (int start = 0; start < samples; start += WordsAtOnce)
            {
                int count = Math.Min(WordsAtOnce, padded - start);
                RandomWords<TLanes>.Fill(words, count, row, runRows, Math.Min(WordsAtOnce, samples - start), firstSample + start, stream);
                for (int r = 0; r < runRows; r++)
                {
                    nint at = ((nint)(row + r) * stride) + start;
                    Compare(destination + at, probabilities + at, words + ((nint)r * count), count);
                }
            }
        }
    }

    /// <summary>1 where the uniform of the word is below the probability, else 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Compare(float* destination, float* probabilities, uint* words, int count)
    {
        TLanes scale = TLanes.Broadcast(1f / (1 << 24)), one = TLanes.Broadcast(1f);
        for (int s = 0; s < count; s += 16)
        {
            TLanes uniform = TLanes.Multiply(TLanes.IntegersToFloats(TLanes.ShiftRightLogical(TLanes.Load((float*)words + s), 8)), scale);
            TLanes.Store(destination + s, TLanes.And(TLanes.LessThan(uniform, TLanes.Load(probabilities + s)), one));
        }
    }

    /// <summary>
    /// Categories as floats, [1, samples]: <see cref="RandomDraws.CategoricalWord"/> of the row 0 words over the cumulative weights,
    /// which are either one column for all samples or [categories, samples].
    /// </summary>
    /// <param name="destination">Receives one category per sample.</param>
    /// <param name="cumulativeWeights">[categories, samples] with <paramref name="weightStride"/>, or [categories] with stride 0.</param>
    /// <param name="weightStride">Floats between rows of weights; 0 when all samples share one column of contiguous weights.</param>
    /// <param name="categories">Number of categories, at least 1.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="firstSample">Global number of the first sample, a multiple of 64.</param>
    /// <param name="stream">The stream.</param>
    public static void Categorical(float* destination, float* cumulativeWeights, int weightStride, int categories, int samples, int firstSample, in RandomStream stream)
    {
        Uniform(destination, (samples + 15) & ~15, 1, samples, firstSample, stream);
        TLanes one = TLanes.Broadcast(1f);
        for (int s = 0; s < samples; s += 16)
        {
            TLanes total = Weight(cumulativeWeights, weightStride, categories - 1, s);
            TLanes threshold = TLanes.Multiply(TLanes.Load(destination + s), total);
            TLanes index = TLanes.Zero;
            for (int category = 0; category < categories - 1; category++)
            {
                TLanes passed = TLanes.LessThanOrEqual(Weight(cumulativeWeights, weightStride, category, s), threshold);
                index = TLanes.Add(index, TLanes.And(passed, one));
            }
            TLanes.Store(destination + s, index);
        }
    }

    private static TLanes Weight(float* cumulativeWeights, int weightStride, int category, int sample) =>
        weightStride == 0 ? TLanes.Broadcast(cumulativeWeights[category]) : TLanes.Load(cumulativeWeights + (nint)category * weightStride + sample);

    private static void Fill<TTransform>(float* destination, int stride, int rows, int samples, int firstSample, in RandomStream stream)
        where TTransform : struct, IWordTransform
    {
        int padded = (samples + 15) & ~15;
        int rowsPerRun = Math.Max(1, RunLength / Math.Max(1, padded));
        for (int row = 0; row < rows; row += rowsPerRun)
        {
            int runRows = Math.Min(rowsPerRun, rows - row);
            for (int start = 0; start < samples; start += RunLength)
            {
                int count = Math.Min(RunLength, samples - start);
                float* at = destination + (nint)row * stride + start;
                RandomWords<TLanes>.Fill((uint*)at, stride, row, runRows, count, firstSample + start, stream);
                if (stride == padded && count == samples)
                {
                    TTransform.Apply(at, runRows * padded);
                    continue;
                }
                for (int r = 0; r < runRows; r++)
                    TTransform.Apply(at + (nint)r * stride, count);
            }
        }
    }
}
