using GenGpu.Core;

namespace GenGpu.Storage;

/// <summary>A file or text whose content is not what its format asks for. The message names the file, the place, and what was expected.</summary>
public sealed class DataFormatException : UserErrorException
{
    /// <summary>Creates the error.</summary>
    /// <param name="source">The file or another name of what was read.</param>
    /// <param name="problem">Where, what was found and what was expected; a sentence without the file's name.</param>
    /// <param name="innerException">The cause, if another exception tells it.</param>
    public DataFormatException(string source, string problem, Exception? innerException = null)
        : base($"{source}: {problem}", innerException: innerException) => SourceName = source;

    /// <summary>The file or another name of what was read.</summary>
    public string SourceName { get; }
}
