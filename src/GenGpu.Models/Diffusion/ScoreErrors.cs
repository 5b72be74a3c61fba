using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Diffusion;

/// <summary>
/// The score of a diffusion model against that of its target under the forward process, which is known where the target is a Gaussian mixture: q_t = sum_k w_k N(sqrt(alphaBar_t) m_k, alphaBar_t C_k + (1 - alphaBar_t) I).
/// </summary>
public static class ScoreErrors
{
    /// <summary>Measures the error at times spread evenly on a logarithmic scale, with one batch of the program for each.</summary>
    /// <param name="accelerator">What the ensemble belongs to.</param>
    /// <param name="ensemble">Holds the parameters.</param>
    /// <param name="model">Index of the model.</param>
    /// <param name="trainable">A model of the family diffusion.</param>
    /// <param name="count">Number of times, fewer where T has no more.</param>
    /// <returns>Errors in the order of times; empty where the exact score is not known (no mixture, binned mode, another family).</returns>
    public static IReadOnlyList<ScoreError> Measure(IAccelerator accelerator, IEnsemble ensemble, int model, TrainableModel trainable, int count = 40)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(ensemble);
        ArgumentNullException.ThrowIfNull(trainable);
        Program? program = trainable.Definition.Programs.FirstOrDefault(candidate => candidate.Name == DiffusionFamily.DenoiseProgram);
        if (program is null || trainable.Diffusion is not { } schedule || trainable.Target.AsMixture is not { } mixture)
            return [];
        int[] times = [.. Enumerable.Range(0, count).Select(i => (int)Math.Round(Math.Pow(schedule.Steps, (double)i / Math.Max(1, count - 1)))).Distinct()];
        int batch = program.BatchSize, rows = trainable.Target.Dimensions, all = times.Length * batch;
        float[] input = [.. times.SelectMany(time => Enumerable.Repeat((float)time, batch))];
        float[][] drawn = [.. program.Outputs.Select(_ => new float[rows * all])];
        var outputs = new Memory<float>?[program.Outputs.Count];
        foreach (ProgramStream stream in program.Outputs)
            outputs[stream.Index] = drawn[stream.Index];
        accelerator.Run([new Launch(ensemble, program, 0, times.Length) { FirstModel = model, ModelCount = 1, IncludeStopped = true, Inputs = [input], Outputs = outputs }]);
        float[] noisy = drawn[program.Outputs.Single(stream => stream.Name == "noisy").Index];
        float[] noise = drawn[program.Outputs.Single(stream => stream.Name == "noise").Index];

        GaussianMixture standard = mixture.Standardised();
        GaussianMixture moments = new(null, [[.. standard.Mean]], [[.. standard.Covariance]]);
        var errors = new ScoreError[times.Length];
        for (int index = 0; index < times.Length; index++)
        {
            double alphaBar = schedule.AlphaBar(times[index]);
            Range columns = (index * batch)..((index + 1) * batch);
            double deviation = Math.Sqrt(schedule.NoiseVariance(times[index]));
            GaussianMixture exact = standard.Noised(alphaBar), plain = moments.Noised(alphaBar);
            errors[index] = new ScoreError(
                times[index],
                alphaBar,
                Distance(exact, (column, own) =>
                {
                    for (int row = 0; row < rows; row++)
                        own[row] = noise[(row * all) + column] / -deviation;
                }),
                Distance(exact, (column, own) => plain.Score(Point(column), own)));

            double Distance(GaussianMixture law, Action<int, double[]> score)
            {
                double sum = 0;
                double[] expected = new double[rows], own = new double[rows];
                for (int column = columns.Start.Value; column < columns.End.Value; column++)
                {
                    law.Score(Point(column), expected);
                    score(column, own);
                    for (int row = 0; row < rows; row++)
                        sum += (own[row] - expected[row]) * (own[row] - expected[row]);
                }

                return deviation * Math.Sqrt(sum / (batch * rows));
            }
        }

        return errors;

        double[] Point(int column)
        {
            double[] point = new double[rows];
            for (int row = 0; row < rows; row++)
                point[row] = noisy[(row * all) + column];
            return point;
        }
    }
}
