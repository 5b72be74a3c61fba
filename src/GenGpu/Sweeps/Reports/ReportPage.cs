using System.Globalization;
using System.Net;
using System.Text;
using GenGpu.Reports;
using GenGpu.Sweeps.Results;
using GenGpu.Training;

namespace GenGpu.Sweeps.Reports;

/// <summary>The page of a sweep's report.</summary>
internal static class ReportPage
{
    private const int Top = 5;
    private const int MostRows = 60;
    private const int MostProblems = 20;

    private const string Style = """
        body{font:15px/1.5 "DejaVu Sans",system-ui,sans-serif;color:#222;max-width:1100px;margin:2em auto;padding:0 1em}
        h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}
        table{border-collapse:collapse;font-size:.87em;display:block;overflow-x:auto}
        th,td{padding:.25em .8em;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}
        th{background:#f4f4f4}td.t,th.t{text-align:left}
        figure{margin:1em 0}figure svg{max-width:100%;height:auto}figcaption,.note{color:#555;font-size:.87em}
        """;

    /// <summary>The page.</summary>
    public static string Html(SweepTable table, SweepStatus status, IReadOnlyList<(PictureFiles Figure, string? Svg)> figures)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Text(table.List.Name)).Append("</title><style>").Append(Style).Append("</style></head><body>\n<h1>").Append(Text(table.List.Name)).Append("</h1>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>{status.Ended} of {status.Trials} trials have ended: {status.Done} done, {status.Diverged} diverged, {status.Failed} failed.{(status.Ended < status.Trials ? " The sweep is not complete; figures will change." : "")}</p>\n");
        Best(page, table);
        foreach ((PictureFiles figure, string? svg) in figures)
            Figure(page, figure, svg);
        Problems(page, table);
        Shared(page, table);
        page.Append("</body></html>\n");
        return page.ToString();
    }

    private static void Best(StringBuilder page, SweepTable table)
    {
        string target = table.List.Base.Any(entry => entry.Key == "energy") ? "energy" : "target";
        ConfigurationGroup[] rows = [.. table.Best(["model", target], Top, largest: false).Take(MostRows)];
        string[] keys = [.. new[] { "model", target }.Concat(table.Keys).Distinct()];
        page.Append(CultureInfo.InvariantCulture, $"<h2>Best configurations by {Text(table.Metric)}</h2>\n<p class=\"note\">Median over seeds with its 95 % bootstrap interval, up to {Top} per family and target; smaller is better. Floor: what a perfect model scores with as many samples.</p>\n<table><tr>");
        foreach (string key in keys)
            page.Append("<th class=\"t\">").Append(Text(key)).Append("</th>");
        foreach (string title in new[] { table.Metric, "95 % interval", "floor", "seeds", "diverged", "failed", "parameters", "core seconds" })
            page.Append("<th>").Append(Text(title)).Append("</th>");
        page.Append("</tr>\n");
        foreach (ConfigurationGroup row in rows)
        {
            page.Append("<tr>");
            foreach (string key in keys)
                page.Append("<td class=\"t\">").Append(Text(table.List.ValueOf(row.First, key)?.Text ?? "-")).Append("</td>");
            string[] cells = [Number(row.Median), $"{Number(row.Low)} to {Number(row.High)}", Number(row.Floor), Number(row.Values.Count), Number(row.Diverged), Number(row.Failed), Number(row.Parameters), Number(row.CoreSeconds)];
            foreach (string cell in cells)
                page.Append("<td>").Append(cell).Append("</td>");
            page.Append("</tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void Figure(StringBuilder page, PictureFiles figure, string? svg)
    {
        string title = figure.Name.StartsWith("pareto", StringComparison.Ordinal) ? "Quality against size and time" : figure.Name == "heat_map" ? "Over two keys" : "Learning curves";
        page.Append("<h2>").Append(title).Append("</h2>\n<figure>");
        if (svg is null)
            page.Append("<p>Not drawn: gnuplot is missing or failed; data and script are beside this page.</p>");
        else
            page.Append(svg.AsSpan(Math.Max(0, svg.IndexOf("<svg", StringComparison.Ordinal))));
        page.Append(CultureInfo.InvariantCulture, $"<figcaption>{Text(figure.Name)}: .csv (data), .gp (script), .svg and .png beside this page.</figcaption></figure>\n");
    }

    private static void Problems(StringBuilder page, SweepTable table)
    {
        var problems = new List<(string Id, string State, long Steps, string Problem)>();
        foreach (ConfigurationGroup group in table.Groups.Where(group => group.Diverged + group.Failed > 0))
        {
            foreach (TrialDocument document in group.Trials.Select(trial => table.Index.Document(trial.Id)).Where(document => document.State != TrialState.Done).Take(MostProblems - problems.Count))
                problems.Add((group.Trials[0].Id, document.State.ToString().ToLowerInvariant(), document.Steps, document.Problem ?? ""));
            if (problems.Count >= MostProblems)
                break;
        }

        if (problems.Count == 0)
            return;
        page.Append(CultureInfo.InvariantCulture, $"<h2>Diverged and failed</h2>\n<p class=\"note\">The first {problems.Count}; results.csv of gengpu sweep collect lists all.</p>\n<table><tr><th class=\"t\">configuration of trial</th><th class=\"t\">state</th><th>step</th><th class=\"t\">first value that was not finite, or reason</th></tr>\n");
        foreach ((string id, string state, long steps, string problem) in problems)
            page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"t\">{id}</td><td class=\"t\">{state}</td><td>{steps}</td><td class=\"t\">{Text(problem)}</td></tr>\n");
        page.Append("</table>\n");
    }

    private static void Shared(StringBuilder page, SweepTable table)
    {
        page.Append("<h2>What all trials share</h2>\n<table>");
        foreach (var entry in table.List.Base.Where(entry => !table.List.VariedKeys.Contains(entry.Key)))
            page.Append("<tr><td class=\"t\">").Append(Text(entry.Key)).Append("</td><td class=\"t\">").Append(Text(entry.Value.Text)).Append("</td></tr>");
        page.Append(CultureInfo.InvariantCulture, $"</table>\n<p class=\"note\">gengpu {Text(BuildVersion.Text)}, numerics {table.List.Numerics}. The same specification and seeds give the same bits.</p>\n");
    }

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
