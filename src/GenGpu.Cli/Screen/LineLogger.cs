using Microsoft.Extensions.Logging;

namespace GenGpu.Cli.Screen;

/// <summary>Prints remarks as plain lines. While a live display owns the screen they are kept back.</summary>
/// <param name="writer">Takes the lines.</param>
/// <param name="quiet">Whether only errors are printed.</param>
internal sealed class LineLogger(TextWriter writer, bool quiet) : ILogger, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _held = [];
    private bool _hold;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= (quiet ? LogLevel.Error : LogLevel.Information);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        string line = logLevel >= LogLevel.Warning ? $"note: {formatter(state, exception)}" : formatter(state, exception);
        lock (_lock)
        {
            if (_hold)
                _held.Add(line);
            else
                writer.WriteLine(line);
        }
    }

    /// <summary>Keeps lines back until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_lock)
            _hold = true;
    }

    /// <summary>Prints the lines that were kept back.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _hold = false;
            foreach (string line in _held)
                writer.WriteLine(line);
            _held.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Release();
}
