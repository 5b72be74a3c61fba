namespace GenGpu.Reports;

/// <summary>Samples as dots, for laws so narrow that a heat map would be a few single cells, and dark where a model has spread.</summary>
internal sealed class ConditionDots : IConditionCells
{
    private const int Most = 400;

    // The share of the target's samples that so small a share of all cells must hold to be called narrow.
    private const double Bulk = 0.9;
    private const double NarrowShare = 0.01;

    private readonly int _conditions;

    /// <summary>Takes the first samples of every panel.</summary>
    /// <param name="shown">The conditions.</param>
    /// <param name="names">The target, then the models.</param>
    /// <param name="x">The first coordinate.</param>
    /// <param name="y">The second one.</param>
    public ConditionDots(ConditionPanel[] shown, string[] names, Axis x, Axis y)
    {
        _conditions = shown.Length;
        var csv = new CsvText(["given", "held_out", "x", "y", "panel"]);
        for (int panel = 0; panel < names.Length * shown.Length; panel++)
        {
            (int row, int column) = (panel / shown.Length, panel % shown.Length);
            ReportSamples? samples = row == 0 ? shown[column].Target : shown[column].Models[row - 1];
            for (int sample = 0; sample < Math.Min(Most, samples?.Count ?? 1); sample++)
            {
                csv.Add(shown[column].Given).Add(shown[column].IsHeldOut ? 1 : 0).Add(samples?.Column(0)[sample] ?? double.NaN).Add(samples?.Column(1)[sample] ?? double.NaN).Add(names[row]);
                csv.EndRow();
            }

            csv.EndBlock();
        }

        Csv = csv.ToString();
    }

    /// <inheritdoc/>
    public string Csv { get; }

    /// <inheritdoc/>
    public string Note => FormattableString.Invariant($"dots: {Most} samples per panel");

    /// <inheritdoc/>
    public int Below => 22;

    /// <summary>Whether the truth fills so few cells at every condition.</summary>
    /// <param name="shown">The conditions.</param>
    /// <param name="x">Cells of the first coordinate.</param>
    /// <param name="y">Cells of the second one.</param>
    public static bool IsNeeded(ConditionPanel[] shown, Axis x, Axis y) => shown.All(panel =>
    {
        double[] densities = Histograms.Density(panel.Target.Column(0), panel.Target.Column(1), x, y);
        return densities.OrderDescending().Take((int)(NarrowShare * densities.Length)).Sum() >= Bulk * densities.Sum();
    });

    /// <inheritdoc/>
    public string Plot(PanelGrid grid, int row, int column) =>
        $"plot data skip 1 index {(row * _conditions) + column} using 3:4 with points pt 7 ps 0.17 lc rgb '{(row == 0 ? GnuplotText.TargetColour : GnuplotText.Colour(row - 1))}' notitle\n";
}
