using System.Text;
using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;

namespace GenGpu.Reports.Energies;

/// <summary>The two-point function G(r) of a lattice field at zero momentum with jackknife errors: raw, reweighted, and exact for a free field. Angles have none: their products mean nothing.</summary>
public sealed class CorrelationPicture : IEnergyPicture
{
    private const string Name = "correlation";

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(EnergyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Law.Energy is not { Lattice: { } lattice, IsAngular: false } || report.Samples is not { } flow)
            yield break;
        LatticeObservables raw = Measure(lattice, flow, _ => 0), reweighted = Measure(lattice, flow, sample => flow.LogWeights.Span[sample]);
        double[] exact = [.. Enumerable.Range(0, raw.Distances).Select(r => (report.Law.HasDefaults ? report.Law.Energy.TwoPoint(report.Law.Beta, r) : null) ?? double.NaN)];
        var csv = new CsvText(["r", "flow", "flow_error", "reweighted", "reweighted_error", "exact"]);
        List<double> shown = [];
        for (int r = 0; r < raw.Distances; r++)
        {
            (Estimate own, Estimate weighted) = (raw.TwoPoint(r), reweighted.TwoPoint(r));
            csv.Add(r).Add(own.Value).Add(own.Error).Add(weighted.Value).Add(weighted.Error).Add(exact[r]).EndRow();
            shown.AddRange([own.Value, weighted.Value, exact[r]]);
        }

        var grid = new PanelGrid(1, 1, 600, 360, 0, 0, 90, 25, 82, 58);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, report.SampleTitle).Grid();
        script.Append(grid.Margins(0)).Append(EnergyStyle.Key(grid.Height)).Append(EnergyStyle.SampleSizeLabel(flow)).Append("set bars 0.6\n");
        script.Append($"set xrange [-0.3:{GnuplotText.Number(raw.Distances - 0.7)}]\nset xtics {Math.Max(1, raw.Distances / 10)} nomirror\nset xlabel 'distance r' offset 0,0.2\nset ylabel 'two-point function G(r)' offset -0.5,0\n");
        script.Append(Vertical([.. shown.Where(double.IsFinite)]));
        List<string> plots = [];
        if (exact.Any(double.IsFinite))
            plots.Add($"data skip 1 using 1:6 with linespoints pt 1 ps 1.2 lw 1.4 lc rgb '{EnergyStyle.ExactColour}' title '{EnergyStyle.Exact}'");

        // Beside each other, so that none hides another.
        plots.Add($"data skip 1 using ($1-0.05):2:3 with yerrorbars pt 6 ps 1 lw 1.4 lc rgb '{EnergyStyle.FlowColour}' title '{EnergyStyle.Flow}'");
        plots.Add($"data skip 1 using ($1+0.05):4:5 with yerrorbars pt 7 ps 0.8 lw 1.4 lc rgb '{EnergyStyle.ReweightedColour}' title '{EnergyStyle.Reweighted}'");
        script.Plot(plots);
        yield return new PictureFiles(Name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);
    }

    // Correlations decay exponentially: a straight line on a logarithmic axis, which needs them above zero.
    private static string Vertical(double[] shown)
    {
        if (shown.Length == 0)
            return "set yrange [0:1]\n";
        (double low, double high) = (shown.Min(), shown.Max());
        if (low > 0 && low > 1e-6 * high)
            return $"set logscale y\nset yrange [{GnuplotText.Number(low / 1.3)}:{GnuplotText.Number(high * 1.3)}]\nset ytics {Ticks.Logarithmic(low / 1.3, high * 1.3, counts: false)}\n";
        double margin = high > low ? 0.1 * (high - low) : Math.Max(0.1 * Math.Abs(high), 0.1);
        return EnergyStyle.Range('y', low - margin, high + margin, 5);
    }

    private static LatticeObservables Measure(Lattice lattice, WeightedPoints flow, Func<int, double> logWeight)
    {
        var observables = new LatticeObservables(lattice);
        double[] field = new double[lattice.Sites];
        int count = flow.Points.Count;
        for (int sample = 0; sample < count; sample++)
        {
            for (int site = 0; site < field.Length; site++)
                field[site] = flow.Points.Values.Span[(site * count) + sample];
            observables.Add(field, logWeight(sample));
        }

        return observables;
    }
}
