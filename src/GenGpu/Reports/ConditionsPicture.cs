namespace GenGpu.Reports;

/// <summary>Conditional models beside the truth, condition by condition: in one dimension a ridge per condition, above heat maps of the first two coordinates.</summary>
public sealed class ConditionsPicture : IPicture
{
    /// <summary>Name of the picture.</summary>
    internal const string Name = "conditional_densities";

    /// <summary>Colour of conditions that were trained on.</summary>
    internal const string TrainedColour = "#0072B2";

    /// <summary>Colour of conditions that were held out.</summary>
    internal const string HeldOutColour = "#D55E00";

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Conditions.Count == 0)
            yield break;
        yield return report.Conditions[0].Target.Dimensions == 1 ? ConditionRidges.Draw(report) : ConditionMaps.Draw(report);
    }

    /// <summary>Whether some conditions were trained on and others held out, so that a picture tells them apart.</summary>
    /// <param name="panels">The conditions.</param>
    internal static bool HasBoth(IEnumerable<ConditionPanel> panels) => panels.Select(panel => panel.IsHeldOut).Distinct().Count() == 2;

    /// <summary>An axis that holds what the target's samples cover at any condition, a few outliers aside.</summary>
    /// <param name="report">The report.</param>
    /// <param name="column">The coordinate.</param>
    /// <param name="bins">Number of bins.</param>
    internal static Axis AxisOf(RunReport report, int column, int bins)
    {
        const double Tail = 0.001;
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (ConditionPanel panel in report.Conditions)
        {
            float[] sorted = panel.Target.Column(column).ToArray();
            Array.Sort(sorted);
            low = Math.Min(low, sorted[(int)(Tail * (sorted.Length - 1))]);
            high = Math.Max(high, sorted[(int)Math.Ceiling((1 - Tail) * (sorted.Length - 1))]);
        }

        double margin = high > low ? 0.06 * (high - low) : 1;
        return new Axis(low - margin, high + margin, bins);
    }
}
