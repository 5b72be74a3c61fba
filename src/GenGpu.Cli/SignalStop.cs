using System.Runtime.InteropServices;

namespace GenGpu.Cli;

/// <summary>
/// Turns SIGINT, SIGTERM, SIGHUP (a closed terminal, unless nohup ignores it) and SIGUSR1 into a request to stop; a second SIGINT ends the process at once. Without a registration .NET would let SIGTERM
/// and SIGUSR1 kill the process before a checkpoint is written.
/// </summary>
public sealed class SignalStop : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _interrupts;

    /// <summary>Registers the handlers.</summary>
    public SignalStop()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
        // A handler of our own would undo what nohup is for.
        if (!OperatingSystem.IsWindows() && !InheritedSignals.IsIgnored(1))
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle));
        if (!OperatingSystem.IsWindows())
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30), Handle));
    }

    /// <summary>Cancelled when the process is asked to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && Interlocked.Increment(ref _interrupts) > 1)
        {
            // The live table hides the cursor; give it back.
            if (!Console.IsErrorRedirected)
                Console.Error.Write("\u001b[?25h\n");
            Environment.Exit(ExitCodes.Interrupted);
        }

        _source.Cancel();
    }
}
