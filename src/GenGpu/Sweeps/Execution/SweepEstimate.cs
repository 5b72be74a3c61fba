using System.Diagnostics;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Sweeps.Expansion;
using GenGpu.Training;

namespace GenGpu.Sweeps.Execution;

/// <summary>Estimates what a sweep costs by training one trial of every shape for a moment.</summary>
public static class SweepEstimate
{
    private const double Seconds = 0.05;
    private const int MostMeasured = 40;

    /// <summary>One estimate per shape, in the order of the list. Beyond 40 shapes, operations are counted in place of measuring.</summary>
    /// <param name="list">The trials.</param>
    /// <param name="accelerator">What would train them.</param>
    /// <param name="threads">Threads for metrics; 0 for every core.</param>
    public static IReadOnlyList<EnsembleEstimate> Of(TrialList list, IAccelerator accelerator, int threads)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(accelerator);
        using var catalog = new ModelCatalog(accelerator);
        var estimates = new List<EnsembleEstimate>();
        double secondsPerFlop = 0;
        foreach (IReadOnlyList<SweepTrial> group in EnsembleKeys.Group(list, list.Trials))
        {
            TrainingConfiguration configuration = list.ConfigurationOf(group[0]);
            try
            {
                (EnsembleModel ensemble, IReadOnlyList<float[]> hypers) = catalog.Get(configuration);
                double training, evaluation = 0;
                if (estimates.Count < MostMeasured || secondsPerFlop == 0)
                {
                    (training, evaluation) = Measure(configuration, ensemble, hypers, accelerator, threads);
                    secondsPerFlop = training / Math.Max(1, ensemble.FlopsPerStep);
                }
                else
                {
                    training = secondsPerFlop * ensemble.FlopsPerStep;
                    evaluation = estimates[^1].EvaluationSeconds;
                }

                estimates.Add(new EnsembleEstimate(ensemble.Model.Family, ensemble.Model.Target.Name, ensemble.Model.ParameterCount, configuration.BatchSize, configuration.Steps, group.Count, ensemble.BytesPerTrial, training * configuration.Steps, evaluation, null));
            }
            catch (UserErrorException error)
            {
                estimates.Add(new EnsembleEstimate(configuration.Models[0], configuration.Energy ?? configuration.Target, 0, configuration.BatchSize, configuration.Steps, group.Count, 0, 0, 0, error.Message));
            }
        }

        return estimates;
    }

    private static (double Training, double Evaluation) Measure(TrainingConfiguration configuration, EnsembleModel ensemble, IReadOnlyList<float[]> hypers, IAccelerator accelerator, int threads)
    {
        using var run = new TrainingRun(configuration, [(ensemble.Model, [new TrialSetup("estimate", configuration.Seed, hypers)])], ensemble.Metrics, accelerator) { KeepsSamples = false };
        TrialGroup group = run.Groups[0];

        // The first step compiles; then as many as fit, doubling.
        accelerator.Run([new Launch(group.Ensemble, group.Model.Train, 0, 1)]);
        long step = 1;
        double training = 0;
        for (int steps = 1; step < configuration.Steps; steps *= 2)
        {
            steps = (int)Math.Min(steps, configuration.Steps - step);
            long begin = Stopwatch.GetTimestamp();
            accelerator.Run([new Launch(group.Ensemble, group.Model.Train, step, steps)]);
            double took = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            training = took / steps;
            step += steps;
            if (took > Seconds)
                break;
        }

        _ = ensemble.Metrics.CurveFloors;
        int count = ensemble.Metrics.SampleCount(configuration.CurveSamples);
        group.Sampler.Take(0, group.Ensemble, 0);
        var runner = new SampleRunner(accelerator, threads);
        double each = double.PositiveInfinity;
        for (int repeat = 0; repeat < 2; repeat++)
        {
            long begin = Stopwatch.GetTimestamp();
            runner.Run([new SampledTrial(group, group.Trials[0])], _ => SampleRange.Curve, count, (_, samples) => ensemble.Metrics.Curve(samples));
            each = Math.Min(each, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        // Curves, then the last and the best parameters on more samples.
        double share = ensemble.Metrics.SampleCount(configuration.FinalSamples) / (double)count;
        return (training, each * ((configuration.Steps / (double)configuration.EvaluationInterval) + (2 * share)));
    }
}
