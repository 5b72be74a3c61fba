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
    private volatile bool _isWarned;
    private volatile bool _isStopped;

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

    /// <summary>Whether only SIGUSR1 has come, with which a cluster warns of the end of the time, and no signal of somebody who wants the work to stop.</summary>
    public bool IsPreemption => _isWarned && !_isStopped;

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

        if (context.Signal is PosixSignal.SIGINT or PosixSignal.SIGTERM or PosixSignal.SIGHUP)
            _isStopped = true;
        else
            _isWarned = true;
        _source.Cancel();
    }
}
