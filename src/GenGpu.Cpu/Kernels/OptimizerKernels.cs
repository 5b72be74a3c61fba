using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Updates of parameters. Buffers are consecutive values and padded to whole groups of 16. What lies in the padding of a parameter and its moments is updated too, with a gradient of zero
/// whatever the padding of the gradient holds: zeros stay zeros.
/// </summary>
internal static unsafe class OptimizerKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Moments below this are set to zero: they would decay into subnormal numbers, which are slow by an order of magnitude.</summary>
    public const float SmallestMoment = 1e-36f;

    /// <summary>Whether all gradients are finite: g - g is 0 for finite g and NaN otherwise.</summary>
    /// <param name="segments">The parameters.</param>
    /// <param name="segmentCount">Number of parameters.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static bool AreFinite(AdamSegment* segments, int segmentCount)
    {
        TLanes sum = TLanes.Zero;
        for (AdamSegment* segment = segments; segment < segments + segmentCount; segment++)
            sum = TLanes.Add(sum, segment->Addend == null ? Differences(segment->Gradient, segment->Count) : SumDifferences(segment->Gradient, segment->Addend, segment->Count));
        return !TLanes.AnySign(LaneMath<TLanes>.IsNaN(sum));
    }

    /// <summary>Whether a gradient is finite.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static bool IsFinite(float* gradient, int count) => !TLanes.AnySign(LaneMath<TLanes>.IsNaN(Differences(gradient, count)));

    // Zeros or NaN, from two chains of additions.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Differences(float* gradient, int count)
    {
        TLanes first = TLanes.Zero, second = TLanes.Zero;
        int i = 0;
        for (; i + 32 <= count; i += 32)
        {
            TLanes x = TLanes.Load(gradient + i), y = TLanes.Load(gradient + i + 16);
            first = TLanes.Add(first, TLanes.Subtract(x, x));
            second = TLanes.Add(second, TLanes.Subtract(y, y));
        }
        for (; i < count; i += 16)
        {
            TLanes x = PartialGroups.Load<TLanes>(gradient + i, count - i);
            first = TLanes.Add(first, TLanes.Subtract(x, x));
        }

        return TLanes.Add(first, second);
    }

    // The same of the sums of two gradients.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SumDifferences(float* gradient, float* addend, int count)
    {
        TLanes sum = TLanes.Zero;
        for (int i = 0; i < count; i += 16)
        {
            TLanes x = PartialGroups.Keep(TLanes.Add(TLanes.Load(gradient + i), TLanes.Load(addend + i)), count - i);
            sum = TLanes.Add(sum, TLanes.Subtract(x, x));
        }

        return sum;
    }

    /// <summary>
    /// Adam (Kingma and Ba, 2015, algorithm 1): m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
    /// p = p - learningRate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon).
    /// </summary>
    /// <param name="segments">The parameters.</param>
    /// <param name="segmentCount">Number of parameters.</param>
    /// <param name="step">What all share.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Adam(AdamSegment* segments, int segmentCount, in AdamStep step)
    {
        TLanes beta1 = TLanes.Broadcast(step.Beta1), beta2 = TLanes.Broadcast(step.Beta2);
        TLanes rest1 = TLanes.Broadcast(1f - step.Beta1), rest2 = TLanes.Broadcast(1f - step.Beta2);
        TLanes rate = TLanes.Broadcast(step.Rate), rootScale = TLanes.Broadcast(step.RootScale), epsilon = TLanes.Broadcast(step.Epsilon);
        TLanes smallest = TLanes.Broadcast(SmallestMoment);
        for (AdamSegment* segment = segments; segment < segments + segmentCount; segment++)
        {
            float* parameter = segment->Parameter, gradient = segment->Gradient, addend = segment->Addend, firstMoment = segment->FirstMoment, secondMoment = segment->SecondMoment;
            int count = segment->Count;
            for (int i = 0; i < count; i += 16)
            {
                TLanes g = TLanes.Load(gradient + i);
                if (addend != null)
                    g = TLanes.Add(g, TLanes.Load(addend + i));
                g = PartialGroups.Keep(g, count - i);
                TLanes m = TLanes.FusedMultiplyAdd(beta1, TLanes.Load(firstMoment + i), TLanes.Multiply(rest1, g));
                TLanes v = TLanes.FusedMultiplyAdd(beta2, TLanes.Load(secondMoment + i), TLanes.Multiply(rest2, TLanes.Multiply(g, g)));
                m = TLanes.SelectLess(LaneMath<TLanes>.Abs(m), smallest, TLanes.Zero, m);
                v = TLanes.SelectLess(v, smallest, TLanes.Zero, v);
                TLanes.Store(firstMoment + i, m);
                TLanes.Store(secondMoment + i, v);
                TLanes denominator = TLanes.FusedMultiplyAdd(TLanes.Sqrt(v), rootScale, epsilon);
                TLanes.Store(parameter + i, TLanes.FusedNegatedMultiplyAdd(rate, TLanes.Divide(m, denominator), TLanes.Load(parameter + i)));
            }
        }
    }

    /// <summary>Plain descent: p = p - learningRate g.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Descend(float* parameter, float* gradient, int count, float learningRate)
    {
        TLanes rate = TLanes.Broadcast(learningRate);
        for (int i = 0; i < count; i += 16)
            TLanes.Store(parameter + i, TLanes.FusedNegatedMultiplyAdd(rate, PartialGroups.Load<TLanes>(gradient + i, count - i), TLanes.Load(parameter + i)));
    }

    /// <summary>SGD with momentum: velocity = momentum velocity + g, p = p - learningRate velocity.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Momentum(float* parameter, float* gradient, float* velocity, int count, float learningRate, float momentum)
    {
        TLanes rate = TLanes.Broadcast(learningRate), decay = TLanes.Broadcast(momentum), smallest = TLanes.Broadcast(SmallestMoment);
        for (int i = 0; i < count; i += 16)
        {
            TLanes v = TLanes.FusedMultiplyAdd(decay, TLanes.Load(velocity + i), PartialGroups.Load<TLanes>(gradient + i, count - i));
            v = TLanes.SelectLess(LaneMath<TLanes>.Abs(v), smallest, TLanes.Zero, v);
            TLanes.Store(velocity + i, v);
            TLanes.Store(parameter + i, TLanes.FusedNegatedMultiplyAdd(rate, v, TLanes.Load(parameter + i)));
        }
    }

    /// <summary>average = value + decay (average - value), one rounding for the difference and one for the rest.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void MovingAverage(float* average, float* value, int count, float decay)
    {
        TLanes share = TLanes.Broadcast(decay);
        for (int i = 0; i < count; i += 16)
        {
            TLanes w = TLanes.Load(value + i);
            TLanes.Store(average + i, TLanes.FusedMultiplyAdd(share, TLanes.Subtract(TLanes.Load(average + i), w), w));
        }
    }
}
