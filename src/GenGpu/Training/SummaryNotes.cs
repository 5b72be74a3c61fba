using GenGpu.Evaluation;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>How to read a summary, in plain words.</summary>
public static class SummaryNotes
{
    private const string ModesHit = "modesHit";

    private static readonly string[] _estimates = [AdversarialEvaluation.JensenShannon, AdversarialEvaluation.Wasserstein];

    /// <summary>The notes that apply.</summary>
    /// <param name="plan">What was asked for.</param>
    /// <param name="models">The families.</param>
    /// <param name="sampleSeed">Seed of fresh samples, or null for the run's own.</param>
    public static IReadOnlyList<string> Of(RunPlan plan, IReadOnlyList<SummaryModel> models, ulong? sampleSeed)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(models);
        var notes = new List<string>
        {
            plan.Target is EnergyTarget
                ? "perfect model: the exact value, which a flow that equals the target reaches without spread. KL(q || p) = beta F + log Z; ESS per sample."
                : plan.Target is DataTarget
                ? "floor: the same figure for points of the file that were held out; a model that learned the law, not the points, comes near it."
                : "floor: the same figure for samples of the target itself, which is what a perfect model would score with as many samples.",
        };
        notes.AddRange(ConditionNotes.Of(plan));
        if (sampleSeed is { } seed)
            notes.Add(FormattableString.Invariant($"Measured on fresh samples with sample seed {seed}, which the run itself has not seen; --seed gives others."));
        if (plan.Target is DataTarget && !plan.Target.Standardisation.IsIdentity)
            notes.Add("W1 is in units of each column's standard deviation, so that columns of different size count alike; samples and pictures are in the file's own units.");
        if (plan.Configuration.Bins == 0 && plan.Target.IsDiscrete)
            notes.Add("This target sits on integers: a smooth density with the right integer masses scores KLD ln(30/7) = 1.455 by construction; --bins 20 measures it properly.");
        if (plan.Target is EnergyTarget energy)
        {
            if (energy.SampleNote.Length > 0)
                notes.Add(energy.SampleNote);
            if (EnergyTargets.TailWarning(energy) is { } tail)
                notes.Add($"WARNING: {tail}");
            notes.AddRange(Warnings(models));
        }

        if (plan.Target.Dimensions > 1 && plan.Target is not EnergyTarget)
            notes.Add("KLD on a grid can be bettered by blurring samples: never rank models by it alone, read the sliced W1 beside it.");
        if (plan.Target.Dimensions > 2 && plan.Target is not EnergyTarget)
            notes.Add("KLD is the mean over the axes here: a joint histogram in so many dimensions would be empty.");
        if (plan.Configuration.Seeds == 1 && models.Any(model => FamilyCatalog.Get(model.Model) is AdversarialFamily))
            notes.Add("One seed is one draw: end points of a GAN vary more than fourfold between seeds; --seeds 8 prints median and range.");
        if (models.Any(model => model.Final?.Metrics.ContainsKey(ModesHit) ?? false))
            notes.Add("modes hit: a sample lies within three standard deviations of the mode. Collapsed: less than a tenth of the samples that belong around a mode lie there; a few of them can hit it all the same.");
        if (models.Any(model => _estimates.Any(estimate => model.Final?.Metrics.GetValueOrDefault(estimate)?.Low < 0)))
            notes.Add("A negative estimate of a discriminator or critic says only that this judge does worse than one that tells nothing apart, which scores 0; the divergence itself is never negative.");
        notes.AddRange(CollapseNotes.Of(plan.Target.Name, plan.Target.Modes.Count, models));
        foreach (SummaryModel model in models)
        {
            if (model.Final?.Likelihood is { IsBound: true } bound)
                notes.Add(Bound(model.Model, bound));
            if (model.Notes.Length > 0)
                notes.Add($"{model.Model.ToUpperInvariant()}: {model.Notes}");
            foreach (SummaryTrial trial in model.Seeds.Where(trial => trial.State == TrialOutcome.Diverged))
                notes.Add(FormattableString.Invariant($"{model.Model.ToUpperInvariant()} with seed {trial.Seed} diverged at step {trial.Steps} ({trial.DivergedValue}); the others were not disturbed. A smaller learning rate may help: --set {model.Model}.learningRate=..."));
        }

        return notes;
    }

    private static string Bound(string model, SummaryLikelihood likelihood)
    {
        string perfect = likelihood.PerfectBitsPerDimension is { } bits ? FormattableString.Invariant($"; a perfect model scores {bits:F4}, the entropy of the target") : "";
        string divergence = likelihood.KlDivergence is null ? "" : " Its exact KL is at most what the table says.";
        return likelihood.BitsPerDimension is { } own
            ? FormattableString.Invariant($"{model.ToUpperInvariant()}: the likelihood is bounded, not computed: at most {own:F4} bits per dimension{perfect}.{divergence}")
            : $"{model.ToUpperInvariant()}: no likelihood bound, for want of held-out points.";
    }

    private static IEnumerable<string> Warnings(IReadOnlyList<SummaryModel> models) => models
        .Select(model => model.Final?.Metrics.GetValueOrDefault(BoltzmannMetrics.FreeEnergy)?.Note)
        .OfType<string>()
        .SelectMany(note => note.Split('\n'))
        .Select(note => $"WARNING: {note}");
}
