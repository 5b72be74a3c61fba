using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Spec;

namespace GenGpu.Sweeps.Reports;

/// <summary>Names of what panels and lines show.</summary>
internal static class SweepPanels
{
    /// <summary>The family of a configuration, in capitals.</summary>
    public static string Model(SweepTable table, ConfigurationGroup group) => (table.List.ValueOf(group.First, TrialFields.Model)?.Text ?? "").ToUpperInvariant();

    /// <summary>What a configuration learns.</summary>
    public static string Target(SweepTable table, ConfigurationGroup group) => Target(table.List, group.First);

    /// <summary>What a trial learns.</summary>
    public static string Target(TrialList list, SweepTrial trial) => (list.ValueOf(trial, "energy") ?? list.ValueOf(trial, "target"))?.Text ?? "";

    /// <summary>The configurations that have the figure, by what they learn.</summary>
    public static IEnumerable<IGrouping<string, ConfigurationGroup>> ByTarget(SweepTable table) => table.Groups.Where(group => group.Values.Count > 0).GroupBy(group => Target(table, group));

    /// <summary>A range of positive values with a margin for a logarithmic axis; null when there are none, or when some are not positive.</summary>
    public static (double Lower, double Upper)? Logarithmic(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(double.IsFinite)];
        return all.Length == 0 || all.Min() <= 0 ? null : (all.Min() / 1.3, all.Max() * 1.3);
    }
}
