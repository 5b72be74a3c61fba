using System.Globalization;
using System.Text;
using GenGpu.Reports;

namespace GenGpu.Sweeps.Reports;

/// <summary>The figure of every configuration against its parameters (left) and its core time (right); the line joins those that no other betters in both.</summary>
internal static class ParetoFigure
{
    private const int MostTargets = 4;

    /// <summary>One picture per target.</summary>
    public static IEnumerable<PictureFiles> Describe(SweepTable table)
    {
        IGrouping<string, ConfigurationGroup>[] targets = [.. SweepPanels.ByTarget(table).Take(MostTargets)];
        foreach (IGrouping<string, ConfigurationGroup> target in targets)
        {
            ConfigurationGroup[] groups = [.. target.Where(group => double.IsFinite(group.Median))];
            if (groups.Length > 1)
                yield return Draw(table, targets.Length > 1 ? $"pareto_{GnuplotText.FileName(target.Key)}" : "pareto", target.Key, groups);
        }
    }

    private static PictureFiles Draw(SweepTable table, string name, string target, ConfigurationGroup[] groups)
    {
        string[] models = [.. groups.Select(group => SweepPanels.Model(table, group)).Distinct()];
        var grid = new PanelGrid(2, 1, 420, 320, 100, 0, 84, 25, 84, 58);
        StringBuilder script = GnuplotText.Begin(name, grid.Width, grid.Height, $"{table.Metric} against size and time: {target} ({table.List.Name})");
        script.Append("set grid xtics ytics lc rgb '#e6e6e6' lw 0.7 lt 1\n");
        script.Append(CultureInfo.InvariantCulture, $"set key at screen 0.5, screen {GnuplotText.Number(1 - (56.0 / grid.Height))} center center vertical maxrows {GnuplotText.KeyRows(models.Length + 1)} Left reverse width 1\n");
        Axis(script, "y", MetricNames.Label(table.Metric), groups.Select(group => group.Median), counts: false);
        (string Label, Func<ConfigurationGroup, double> Of)[] costs = [("parameters", group => group.Parameters), ("core seconds of training", group => group.CoreSeconds)];
        for (int panel = 0; panel < 2; panel++)
        {
            script.Append(grid.Margins(panel));
            Axis(script, "x", costs[panel].Label, groups.Select(costs[panel].Of), counts: true);
            int column = 2 + panel;
            List<string> plots = [.. models.Select((model, index) => FormattableString.Invariant($"data skip 1 index {index} using {column}:4 with points pt {5 + (2 * (index % 5))} ps 0.8 lc rgb '{GnuplotText.Colour(index)}' title {GnuplotText.Quote(model)}"))];
            plots.Add(FormattableString.Invariant($"data skip 1 index {models.Length + panel} using {column}:4 with steps lw 1.2 dt (6,4) lc rgb '{GnuplotText.TargetColour}' title 'best for its cost'"));
            script.Append("plot ").AppendJoin(", \\\n     ", plots).Append('\n');
            GnuplotText.EndTitle(script);
            script.Append("unset key\n");
        }

        var csv = new CsvText(["model", "parameters", "core_seconds", "median", "low", "high", "seeds", "trial"]);
        foreach (string model in models)
            Block(csv, groups.Where(group => SweepPanels.Model(table, group) == model), model);
        foreach ((_, Func<ConfigurationGroup, double> of) in costs)
            Block(csv, Front(groups, of), "front");
        return new PictureFiles(name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);
    }

    // In the order of cost, each better than all cheaper ones.
    private static List<ConfigurationGroup> Front(ConfigurationGroup[] groups, Func<ConfigurationGroup, double> cost)
    {
        var front = new List<ConfigurationGroup>();
        foreach (ConfigurationGroup group in groups.OrderBy(cost).ThenBy(group => group.Median))
        {
            if (front.Count == 0 || group.Median < front[^1].Median)
                front.Add(group);
        }

        return front;
    }

    private static void Block(CsvText csv, IEnumerable<ConfigurationGroup> groups, string model)
    {
        foreach (ConfigurationGroup group in groups)
        {
            csv.Add(model).Add(group.Parameters).Add(group.CoreSeconds).Add(group.Median).Add(group.Low).Add(group.High).Add(group.Values.Count).Add(group.First.Id);
            csv.EndRow();
        }

        csv.EndBlock();
    }

    private static void Axis(StringBuilder script, string axis, string label, IEnumerable<double> values, bool counts)
    {
        script.Append(CultureInfo.InvariantCulture, $"set {axis}label {GnuplotText.Quote(label)}\n");
        script.Append(SweepPanels.Logarithmic(values) is { } range
            ? $"set logscale {axis}\nset {axis}range [{GnuplotText.Number(range.Lower)}:{GnuplotText.Number(range.Upper)}]\nset {axis}tics {Ticks.Logarithmic(range.Lower, range.Upper, counts)}\n"
            : $"unset logscale {axis}\nset {axis}range [*:*]\nset {axis}tics autofreq\n");
    }
}
