using System.Globalization;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Likelihoods;
using GenGpu.Storage;
using GenGpu.Sweeps.Results;
using GenGpu.Training;

namespace GenGpu.Sweeps.Execution;

/// <summary>Turns what trials have come to into documents.</summary>
internal static class ResultBuilder
{
    /// <summary>The document of a trial that was trained.</summary>
    /// <param name="pack">Its pack.</param>
    /// <param name="result">What it has come to.</param>
    /// <param name="attempt">1, or more after a retry.</param>
    public static TrialDocument Document(Pack pack, TrialResult result, int attempt)
    {
        Trial trial = result.Trial;
        bool diverged = trial.Status.State == ModelState.Diverged;
        long steps = trial.StepsDone(pack.Run.Step);
        long all = pack.Group.Trials.Sum(other => other.StepsDone(pack.Run.Step));
        TrialFigures? any = result.Final ?? result.Best;
        return new TrialDocument(
            diverged ? TrialState.Diverged : TrialState.Done,
            pack.ReasonOf(trial),
            steps,
            pack.Ensemble.Model.ParameterCount,
            Values(result.Final),
            Values(result.Best),
            trial.Best?.Step,
            Likelihood(result.Final?.Likelihood),
            any?.Metrics.ToDictionary(metric => metric.Name, metric => metric.FloorMean),
            pack.Run.Metrics.CurveNames,
            diverged ? trial.Status.Value : null,
            new TrialRun(all == 0 ? 0 : pack.Group.CoreSeconds * steps / all, null, 0, attempt));
    }

    /// <summary>The document of a trial that could not be trained.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="attempt">1, or more after a retry.</param>
    public static TrialDocument Failure(string problem, int attempt) =>
        new(TrialState.Failed, null, 0, 0, null, null, null, null, null, null, problem, new TrialRun(0, null, 0, attempt));

    /// <summary>The last parameters of a trial.</summary>
    /// <param name="pack">Its pack.</param>
    /// <param name="trial">The trial.</param>
    public static SafetensorsFile Weights(Pack pack, Trial trial)
    {
        float[][] state = pack.Group.CopyState(trial.Index);
        var tensors = new List<SafetensorsTensor>();
        for (int index = 0; index < state.Length; index++)
        {
            StateSlot slot = pack.Group.SampledSlots[index];
            if (slot.Role is StateRole.Parameter or StateRole.Average)
                tensors.Add(SafetensorsTensor.Create<float>(slot.Name, [slot.Shape.Rows, slot.Shape.Columns], state[index]));
        }

        return new SafetensorsFile(tensors, new Dictionary<string, string>
        {
            ["schema"] = "gengpu/weights/1",
            ["numerics"] = NumericsVersion.Current.ToString(CultureInfo.InvariantCulture),
            ["model"] = trial.Model,
            ["trial"] = trial.Id!,
            ["step"] = trial.StepsDone(pack.Run.Step).ToString(CultureInfo.InvariantCulture),
        });
    }

    private static Dictionary<string, double>? Values(TrialFigures? figures) => figures?.Metrics.ToDictionary(metric => metric.Name, metric => metric.Value);

    private static Dictionary<string, double>? Likelihood(LikelihoodReport? report)
    {
        if (report is null)
            return null;
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        Add("exact_kl", report.KlDivergence);
        Add("mean_log_likelihood", report.MeanLogLikelihood);
        Add("log_partition", report.LogPartition);
        return figures;

        void Add(string name, double? value)
        {
            if (value is { } number)
                figures.Add(name, number);
        }
    }
}
