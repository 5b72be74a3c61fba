namespace GenGpu.Core;

/// <summary>
/// An error that the user can mend: a wrong option, a bad file, a missing device. The message is one clear sentence that
/// says what is wrong, where, and what to do next; the command line prints it without a stack trace.
/// </summary>
public class UserErrorException : Exception
{
    /// <summary>Creates the error with its message and the exit code that the program ends with.</summary>
    /// <param name="message">What is wrong, where, and what to do next.</param>
    /// <param name="exitCode">1 error, 2 usage, 5 device absent (see <c>ARCHITECTURE.md</c>, exit codes).</param>
    /// <param name="innerException">The cause, kept for <c>--verbose</c>.</param>
    public UserErrorException(string message, int exitCode = 1, Exception? innerException = null)
        : base(message, innerException) => ExitCode = exitCode;

    /// <summary>The exit code that the command line ends with.</summary>
    public int ExitCode { get; }
}
