using System.Diagnostics;
using GenGpu.Core.Accelerators;

namespace GenGpu.Training;

/// <summary>
/// Runs training launches and tells how the training time divides among families. Families train side by side, so now and then one chunk
/// runs family by family: the time each takes alone is its weight.
/// </summary>
/// <param name="run">The run.</param>
internal sealed class FamilyClock(TrainingRun run)
{
    private const int ApartEvery = 32;
    private readonly List<Launch> _launches = [];
    private readonly double[] _apartSeconds = new double[run.Groups.Count];
    private readonly double[] _apartSteps = new double[run.Groups.Count];
    private readonly double[] _weight = new double[run.Groups.Count];
    private int _chunks;

    /// <summary>Runs some training steps of every family that still trains.</summary>
    /// <param name="steps">Number of steps.</param>
    /// <returns>Seconds.</returns>
    public double Run(int steps)
    {
        long begin = Stopwatch.GetTimestamp();
        bool apart = run.Groups.Count > 1 && _chunks++ % ApartEvery == 0;
        _launches.Clear();
        for (int index = 0; index < run.Groups.Count; index++)
        {
            TrialGroup group = run.Groups[index];
            if (!group.IsRunning)
                continue;
            _weight[index] += steps;
            var launch = new Launch(group.Ensemble, group.Model.Train, run.Step, steps);
            if (!apart)
            {
                _launches.Add(launch);
                continue;
            }

            long alone = Stopwatch.GetTimestamp();
            run.Accelerator.Run([launch]);
            Note(index, steps, Stopwatch.GetElapsedTime(alone).TotalSeconds);
        }

        if (_launches.Count > 0)
            run.Accelerator.Run(_launches);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        run.Times.Add(TrainingPhase.Train, seconds);
        return seconds;
    }

    /// <summary>Training seconds of each family; their sum is the training time of the run.</summary>
    public double[] Seconds()
    {
        double[] cost = new double[_weight.Length];
        for (int index = 0; index < cost.Length; index++)
        {
            double perStep = _apartSteps[index] > 0 ? _apartSeconds[index] / _apartSteps[index] : 1;
            cost[index] = perStep * _weight[index];
        }

        double total = cost.Sum();
        double seconds = run.Times[TrainingPhase.Train];
        return [.. cost.Select(value => total > 0 ? seconds * value / total : seconds / cost.Length)];
    }

    private void Note(int index, int steps, double seconds)
    {
        // The newest measurements count most: the first are slow while code is still being compiled.
        _apartSeconds[index] = (0.5 * _apartSeconds[index]) + seconds;
        _apartSteps[index] = (0.5 * _apartSteps[index]) + steps;
    }
}
