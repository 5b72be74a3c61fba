using GenGpu.Sweeps.Execution;

namespace GenGpu.Cli.Screen;

/// <summary>Progress of a sweep for files and job logs: one plain line every ten seconds.</summary>
/// <param name="writer">Takes the lines.</param>
internal sealed class SweepLines(TextWriter writer) : IProgress<SweepProgress>
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);
    private TimeSpan _last = TimeSpan.Zero;

    /// <inheritdoc/>
    public void Report(SweepProgress value)
    {
        if (value.Elapsed - _last < _interval)
            return;
        _last = value.Elapsed;
        writer.WriteLine(SweepScreen.Line(value));
    }
}
