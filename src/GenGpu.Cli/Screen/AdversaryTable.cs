using GenGpu.Evaluation;
using GenGpu.Training;
using Spectre.Console;

namespace GenGpu.Cli.Screen;

/// <summary>What discriminators and critics say at the end of training, beside what was measured.</summary>
internal static class AdversaryTable
{
    /// <summary>Makes the table.</summary>
    /// <param name="summary">The summary.</param>
    /// <returns>The table, or null where no adversarial family was trained.</returns>
    public static Table? Build(SummaryDocument summary)
    {
        bool Has(SummaryModel model, string metric) => model.Final?.Metrics.ContainsKey(metric) ?? false;
        SummaryModel[] discriminators = [.. summary.Models.Where(model => Has(model, AdversarialEvaluation.JensenShannon))];
        SummaryModel[] critics = [.. summary.Models.Where(model => Has(model, AdversarialEvaluation.Wasserstein))];
        if (discriminators.Length + critics.Length == 0)
            return null;
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("adversary");
        var columns = new List<Func<SummaryModel, string>>();
        void Add(string title, Func<SummaryModel, string> cell)
        {
            table.AddColumn(ResultTable.Right(title));
            columns.Add(cell);
        }

        if (discriminators.Length > 0)
        {
            Add("D on\ndata", model => ResultTable.Cell(model.Final, AdversarialEvaluation.OnData));
            Add("D on\nsamples", model => ResultTable.Cell(model.Final, AdversarialEvaluation.OnSamples));
            Add("at equi-\nlibrium", model => ResultTable.Floor(model.Final, AdversarialEvaluation.OnData));
            Add("distance\nfrom it", model => ResultTable.Cell(model.Final, AdversarialEvaluation.Distance));
            Add("D's JS\nestimate", model => ResultTable.Cell(model.Final, AdversarialEvaluation.JensenShannon));
            Add("JS\nmeasured", model => Measured(model, AdversarialEvaluation.JensenShannon, "js", "jsAxes"));
        }

        if (critics.Length > 0)
        {
            Add("critic's W1\nestimate", model => ResultTable.Cell(model.Final, AdversarialEvaluation.Wasserstein));
            Add("W1\nmeasured", model => Measured(model, AdversarialEvaluation.Wasserstein, "w1", "slicedW1"));
            Add("critic's\nslope", model => ResultTable.Cell(model.Final, AdversarialEvaluation.MeanSlope));
        }

        foreach (SummaryModel model in summary.Models.Where(model => discriminators.Contains(model) || critics.Contains(model)))
            table.AddRow([new Text(ResultTable.Label(model)), .. columns.Select(cell => (Spectre.Console.Rendering.IRenderable)new Text(cell(model)))]);
        return table;
    }

    // The measured divergence stands in the rows of those that estimate it.
    private static string Measured(SummaryModel model, string estimate, string first, string second) => model.Final?.Metrics.ContainsKey(estimate) is true
        ? ResultTable.Cell(model.Final, model.Final.Metrics.ContainsKey(first) ? first : second)
        : "-";
}
