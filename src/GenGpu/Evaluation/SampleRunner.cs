using GenGpu.Core.Accelerators;
using GenGpu.Models.Metrics;

namespace GenGpu.Evaluation;

/// <summary>
/// Draws samples of many trials in one launch queue and hands them to a function, several trials at a time. Memory stays bounded: trials
/// are taken in blocks.
/// </summary>
/// <param name="accelerator">What draws.</param>
/// <param name="threads">Threads that compute on samples; 0 for every core.</param>
public sealed class SampleRunner(IAccelerator accelerator, int threads)
{
    // 64 MiB of samples at a time, and as much again in pieces.
    private const long BlockFloats = 1L << 24;
    private readonly List<Launch> _launches = [];
    private float[][] _buffers = [];

    /// <summary>Samples each trial and computes on its samples.</summary>
    /// <param name="trials">The trials, whose states their samplers hold.</param>
    /// <param name="firstStep">First step of the sample programs, the same for all.</param>
    /// <param name="count">Samples per trial.</param>
    /// <param name="compute">Receives the index in <paramref name="trials"/> and [rows, count] samples, valid during the call only; called from several threads.</param>
    /// <param name="cancellation">Looked at before each block.</param>
    /// <exception cref="OperationCanceledException">The run was asked to stop.</exception>
    public void Run(IReadOnlyList<SampledTrial> trials, Func<SampledTrial, long> firstStep, int count, Action<int, Memory<float>> compute, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(firstStep);
        ArgumentNullException.ThrowIfNull(compute);
        for (int begin = 0; begin < trials.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = begin;
            long floats = 0;
            _launches.Clear();
            while (end < trials.Count && (end == begin || floats < BlockFloats))
            {
                SampledTrial trial = trials[end++];
                floats += (long)trial.Group.Sampler.Rows * count;
                trial.Group.Sampler.AddLaunches(_launches, trial.Trial.Index, firstStep(trial), count);
            }

            accelerator.Run(_launches);
            Compute(trials, begin, end, count, compute, cancellation);
            begin = end;
        }
    }

    private void Compute(IReadOnlyList<SampledTrial> trials, int begin, int end, int count, Action<int, Memory<float>> compute, CancellationToken cancellation)
    {
        if (_buffers.Length < end - begin)
            Array.Resize(ref _buffers, end - begin);
        if (end - begin == 1)
        {
            One(begin);
            return;
        }

        ParallelLoop.For(begin, end, threads, One, cancellation);

        void One(int index)
        {
            SampledTrial trial = trials[index];
            int length = checked(trial.Group.Sampler.Rows * count);
            ref float[]? buffer = ref _buffers[index - begin]!;
            if (buffer is null || buffer.Length < length)
                buffer = new float[length];
            trial.Group.Sampler.Collect(trial.Trial.Index, count, buffer.AsSpan(0, length));
            compute(index, buffer.AsMemory(0, length));
        }
    }
}
