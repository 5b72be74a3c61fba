using GenGpu.Evaluation;
using GenGpu.Training;

namespace GenGpu.Cli.Screen;

/// <summary>What discriminators and critics say at the end of training, beside what was measured.</summary>
internal static class AdversaryTable
{
    /// <summary>Makes the table.</summary>
    /// <param name="summary">The summary.</param>
    /// <returns>The table, or null where no adversarial family was trained.</returns>
    public static FigureTable? Build(SummaryDocument summary)
    {
        bool Has(SummaryModel model, string metric) => model.Final?.Metrics.ContainsKey(metric) ?? false;
        SummaryModel[] discriminators = [.. summary.Models.Where(model => Has(model, AdversarialEvaluation.JensenShannon))];
        SummaryModel[] critics = [.. summary.Models.Where(model => Has(model, AdversarialEvaluation.Wasserstein))];
        if (discriminators.Length + critics.Length == 0)
            return null;
        var table = new FigureTable("adversary");
        var columns = new List<Func<SummaryModel, string>>();
        void Add(string title, Func<SummaryModel, string> cell)
        {
            table.AddColumn(title);
            columns.Add(cell);
        }

        if (discriminators.Length > 0)
        {
            Add("D on\ndata", model => ResultTable.Cell(model.Final, AdversarialEvaluation.OnData));
            Add("D on\nsamples", model => ResultTable.Cell(model.Final, AdversarialEvaluation.OnSamples));
            Add("at equi-\nlibrium", model => ResultTable.Floor(model.Final, AdversarialEvaluation.OnData));
            Add("distance\nfrom it", model => ResultTable.Cell(model.Final, AdversarialEvaluation.Distance));
            Add("D's JS\nestimate", model => ResultTable.Cell(model.Final, AdversarialEvaluation.JensenShannon));
            bool isJoint = discriminators.Any(model => Has(model, "js"));
            Add(isJoint ? "JS\nmeasured" : "JS of axes\nmeasured", model => Measured(model, AdversarialEvaluation.JensenShannon, isJoint ? "js" : "jsAxes"));
        }

        if (critics.Length > 0)
        {
            Add("critic's W1\nestimate", model => ResultTable.Cell(model.Final, AdversarialEvaluation.Wasserstein));
            // A sliced W1 is below W1, so an estimate may exceed it; between categories the critic's distance is that of one-hot vectors, which nothing here measures.
            bool isSliced = critics.Any(model => Has(model, "slicedW1"));
            if (summary.Configuration.Bins == 0)
                Add(isSliced ? "sliced W1\nmeasured" : "W1\nmeasured", model => Measured(model, AdversarialEvaluation.Wasserstein, isSliced ? "slicedW1" : "w1"));
            Add("critic's\nslope", model => ResultTable.Cell(model.Final, AdversarialEvaluation.MeanSlope));
        }

        foreach (SummaryModel model in summary.Models.Where(model => discriminators.Contains(model) || critics.Contains(model)))
            table.AddRow(Label(model), columns.Select(cell => cell(model)));
        return table;
    }

    // An estimate of several samples together is of their joint law, which is further from the target's than that of one.
    private static string Label(SummaryModel model) =>
        ResultTable.Label(model) + (model.Packing is { } together ? FormattableString.Invariant($"\n{together} together") : "");

    // The measured divergence stands in the rows of those that estimate it.
    private static string Measured(SummaryModel model, string estimate, string metric) =>
        model.Final?.Metrics.ContainsKey(estimate) is true ? ResultTable.Cell(model.Final, metric) : "-";
}
