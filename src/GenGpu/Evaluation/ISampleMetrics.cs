using GenGpu.Models.Metrics;

namespace GenGpu.Evaluation;

/// <summary>The metrics of a run: distances between samples of a model and the run's target. Safe to call from several threads.</summary>
public interface ISampleMetrics
{
    /// <summary>Names of the metrics of curves, in the order of their values.</summary>
    IReadOnlyList<string> CurveNames { get; }

    /// <summary>How many samples to draw: a data target's held-out part fixes the number.</summary>
    /// <param name="wanted">The number for targets that can be sampled without end.</param>
    int SampleCount(int wanted);

    /// <summary>Computes the metrics of curves.</summary>
    /// <param name="samples">[dimensions, count], in the units that models are trained in.</param>
    /// <returns>One value per name of <see cref="CurveNames"/>.</returns>
    double[] Curve(ReadOnlyMemory<float> samples);

    /// <summary>What a perfect model would score on curves: mean and standard deviation per name of <see cref="CurveNames"/>.</summary>
    IReadOnlyList<Floor> CurveFloors { get; }

    /// <summary>Computes all metrics, each with its floor.</summary>
    /// <param name="samples">[dimensions, count], in the units that models are trained in.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    IReadOnlyList<MetricValue> Final(ReadOnlyMemory<float> samples, CancellationToken cancellation);

    /// <summary>The modes of the target that samples leave out.</summary>
    /// <param name="samples">[dimensions, count], in the units that models are trained in.</param>
    /// <returns>Their indices, none for a model that finds all; null where the target has no modes to find.</returns>
    IReadOnlyList<int>? MissingModes(ReadOnlyMemory<float> samples) => null;
}
