using GenGpu.Storage;
using GenGpu.Training;

namespace GenGpu.Sweeps.Spec;

/// <summary>Reads the section <c>stop</c>.</summary>
internal static class StopReader
{
    private const string DefaultMetric = "kld";
    private const int DefaultCohort = 64;

    /// <summary>Reads it.</summary>
    /// <exception cref="DataFormatException">A key is unknown or a value does not fit.</exception>
    public static StopRules Read(SpecDocument document, SpecTable table)
    {
        StopRules rules = StopRules.None;
        foreach (SpecEntry entry in table.Entries)
        {
            switch (entry.Key)
            {
                case "diverged":
                    if (!SpecScalars.Flag(document, document.Scalar(entry.Value, "stop.diverged"), "stop.diverged"))
                        throw document.Fail(entry.Value.Where, "stop.diverged cannot be false: a trial with values that are not finite has nothing to go on with.");
                    break;
                case "minutes":
                    double minutes = SpecScalars.Number(document, document.Scalar(entry.Value, "stop.minutes"), "stop.minutes");
                    rules = rules with { Minutes = minutes > 0 ? minutes : throw document.Fail(entry.Value.Where, "stop.minutes must be above 0.") };
                    break;
                case "plateau":
                    rules = rules with { Plateau = Plateau(document, document.Table(entry.Value, "stop.plateau")) };
                    break;
                case "halving":
                    rules = rules with { Halving = Halving(document, document.Table(entry.Value, "stop.halving")) };
                    break;
                default:
                    throw document.Unknown(entry, "stop", ["diverged", "minutes", "plateau", "halving"]);
            }
        }

        return rules;
    }

    private static EarlyStopping Plateau(SpecDocument document, SpecTable table)
    {
        Known(document, table, "stop.plateau", "metric", "patience");
        long patience = Whole(document, table, "stop.plateau", "patience", null);
        return patience is >= 1 and <= int.MaxValue ? new EarlyStopping(Metric(document, table), (int)patience) : throw document.Fail(table.Where, "stop.plateau.patience must be at least 1.");
    }

    private static HalvingRule Halving(SpecDocument document, SpecTable table)
    {
        Known(document, table, "stop.halving", "metric", "rungs", "keep", "cohort");
        if (table.Find("rungs") is not SpecList { Items.Count: > 0 } list)
            throw document.Fail(table.Where, "stop.halving needs rungs, a list of steps, for example rungs: [500, 1000].");
        long[] rungs = [.. list.Items.Select(item => SpecScalars.Whole(document, document.Scalar(item, "rungs"), "rungs"))];
        if (rungs[0] < 1 || rungs.Zip(rungs.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw document.Fail(list.Where, "stop.halving.rungs must be steps in ascending order.");
        double keep = table.Find("keep") is { } given ? SpecScalars.Number(document, document.Scalar(given, "keep"), "keep") : 0.5;
        if (keep is not (> 0 and < 1))
            throw document.Fail(table.Find("keep")!.Where, "stop.halving.keep must lie between 0 and 1.");
        long cohort = Whole(document, table, "stop.halving", "cohort", DefaultCohort);
        return cohort is >= 2 and <= 4096 ? new HalvingRule(Metric(document, table), rungs, keep, (int)cohort) : throw document.Fail(table.Where, "stop.halving.cohort must be 2 to 4096.");
    }

    private static string Metric(SpecDocument document, SpecTable table) =>
        table.Find("metric") is { } metric ? SpecScalars.Text(document, document.Scalar(metric, "metric"), "metric").ToLowerInvariant() : DefaultMetric;

    private static long Whole(SpecDocument document, SpecTable table, string of, string key, long? fallback) =>
        table.Find(key) is { } node ? SpecScalars.Whole(document, document.Scalar(node, $"{of}.{key}"), $"{of}.{key}") : fallback ?? throw document.Fail(table.Where, $"{of} needs {key}.");

    private static void Known(SpecDocument document, SpecTable table, string of, params string[] known)
    {
        if (table.Entries.FirstOrDefault(entry => !known.Contains(entry.Key)) is { } other)
            throw document.Unknown(other, of, known);
    }
}
