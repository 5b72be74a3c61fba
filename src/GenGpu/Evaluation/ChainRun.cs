using System.Diagnostics;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Sampling;

namespace GenGpu.Evaluation;

/// <summary>Runs the chains of a sampler on an accelerator: several models of one definition, each a group of chains with its own seed.</summary>
internal sealed class ChainRun : IDisposable
{
    // Floats that one launch may stream: large enough to keep all cores busy, small beside the memory of any machine.
    private const long MaximumFloats = 1 << 23;

    // Steps of a launch follow from measured time, so that a request to stop is seen soon; chains do not depend on it.
    private const double LaunchSeconds = 0.5;
    private readonly IAccelerator _accelerator;
    private readonly IChainSampler _sampler;
    private readonly IEnsemble _ensemble;
    private readonly int _groups;
    private readonly Dictionary<string, (double[] Sums, long Count)> _means = [];
    private readonly CancellationToken _stop;
    private int _paced = 1;
    private long _step;

    /// <summary>Initialises and warms up.</summary>
    /// <param name="accelerator">What runs it.</param>
    /// <param name="sampler">The sampler.</param>
    /// <param name="options">Number of groups, seed, length of the warm-up.</param>
    /// <param name="stop">Asks to stop; looked at between launches.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public ChainRun(IAccelerator accelerator, IChainSampler sampler, ReferenceOptions options, CancellationToken stop)
    {
        _stop = stop;
        _accelerator = accelerator;
        _sampler = sampler;
        _groups = options.Groups;
        _ensemble = accelerator.CreateEnsemble(sampler.Definition, [.. Enumerable.Range(0, options.Groups).Select(group => unchecked(options.Seed + ((ulong)group << 32)))]);
        accelerator.Run([new Launch(_ensemble, sampler.Initialise, 0, 1)]);
        try
        {
            for (int done = 0; done < options.WarmupMoves;)
                done += Paced(options.WarmupMoves - done, steps => accelerator.Run([new Launch(_ensemble, sampler.Warmup, done, steps)]));
        }
        catch
        {
            _ensemble.Dispose();
            throw;
        }

        _paced = 1;
    }

    /// <summary>Number of chains of all groups.</summary>
    public int Chains => _groups * _sampler.Sample.BatchSize;

    /// <summary>Sets the number of moves between two samples.</summary>
    /// <param name="thinning">At least 1.</param>
    public void SetThinning(int thinning)
    {
        HyperSlot slot = _sampler.Definition.FindHyper("thinning")!;
        for (int group = 0; group < _groups; group++)
            _ensemble.WriteHyper(group, slot, [thinning]);
    }

    /// <summary>Takes samples of every chain.</summary>
    /// <param name="length">Samples per chain.</param>
    /// <param name="visit">Receives the number of the sample, the chain, the point [dimensions] (valid during the call) and U there.</param>
    public void Take(int length, Action<int, int, double[], double> visit)
    {
        _means.Clear();
        Program program = _sampler.Sample;
        int perLaunch = (int)Math.Clamp(MaximumFloats / (program.Outputs.Sum(o => o.LengthPerModel(1)) * _groups), 1, length);
        for (int done = 0; done < length;)
            done += Paced(Math.Min(perLaunch, length - done), steps => Take(program, steps, done, visit));
    }

    private void Take(Program program, int steps, int done, Action<int, int, double[], double> visit)
    {
        float[][] outputs = [.. program.Outputs.Select(o => new float[checked(o.LengthPerModel(steps) * _groups)])];
        _accelerator.Run([new Launch(_ensemble, program, _step, steps) { Outputs = [.. outputs.Select(o => (Memory<float>?)o)] }]);
        _step += steps;
        foreach (ProgramStream stream in program.Outputs.Where(o => !o.Shape.IsBatched))
            AddMeans(stream, outputs[stream.Index], steps);
        Visit(outputs[Index("samples")], outputs[Index("energy")], steps, done, visit);
    }

    // Runs at most so many steps, as many as take about half a second by what the last ones took.
    private int Paced(int most, Action<int> run)
    {
        _stop.ThrowIfCancellationRequested();
        int steps = Math.Min(most, _paced);
        long begin = Stopwatch.GetTimestamp();
        run(steps);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _paced = (int)Math.Clamp(steps * LaunchSeconds / Math.Max(seconds, 1e-6), 1, Math.Min(int.MaxValue / 4, 4.0 * _paced));
        return steps;
    }

    /// <summary>Mean over groups and samples of an output without chains, one per row; empty when the sampler has no such output.</summary>
    /// <param name="output">Its name.</param>
    public double[] Mean(string output)
    {
        if (!_means.TryGetValue(output, out (double[] Sums, long Count) mean))
            return [];
        int rows = mean.Sums.Length / _groups;
        return [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, _groups).Sum(group => mean.Sums[(group * rows) + row]) / mean.Count)];
    }

    /// <inheritdoc/>
    public void Dispose() => _ensemble.Dispose();

    private int Index(string output) => _sampler.Sample.Outputs.Single(o => o.Name == output).Index;

    // A sum per group and row, in the order of steps: it does not depend on how many steps a launch had.
    private void AddMeans(ProgramStream stream, float[] values, int steps)
    {
        (double[] sums, long count) = _means.TryGetValue(stream.Name, out (double[] Sums, long Count) known) ? known : (new double[stream.Shape.Rows * _groups], 0);
        for (int i = 0; i < values.Length; i++)
            sums[i / steps] += values[i];
        _means[stream.Name] = (sums, count + (values.Length / stream.Shape.Rows));
    }

    private void Visit(float[] samples, float[] energies, int steps, int first, Action<int, int, double[], double> visit)
    {
        int rows = _sampler.Energy.Dimensions;
        int perGroup = _sampler.Sample.BatchSize;
        int columns = steps * perGroup;
        double[] x = new double[rows];
        for (int step = 0; step < steps; step++)
        {
            for (int chain = 0; chain < Chains; chain++)
            {
                int group = chain / perGroup;
                int column = (step * perGroup) + (chain % perGroup);
                for (int row = 0; row < rows; row++)
                    x[row] = samples[(((long)group * rows) + row) * columns + column];
                visit(first + step, chain, x, energies[((long)group * columns) + column]);
            }
        }
    }
}
