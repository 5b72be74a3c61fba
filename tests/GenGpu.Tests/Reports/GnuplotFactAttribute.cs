namespace GenGpu.Tests.Reports;

/// <summary>A test that draws; skipped with the reason where gnuplot is not installed.</summary>
internal sealed class GnuplotFactAttribute : FactAttribute
{
    public GnuplotFactAttribute() => Skip = IsInstalled ? null : "gnuplot is not installed";

    private static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "gnuplot")) || File.Exists(Path.Combine(folder, "gnuplot.exe")));
}
