using GenGpu.Core;

namespace GenGpu.Gpu;

/// <summary>A call of a GPU library failed. The message names the call, the device, the code, and what to do.</summary>
public class GpuException : UserErrorException
{
    /// <summary>Creates the error.</summary>
    /// <param name="call">The function that failed, for example <c>clBuildProgram</c>.</param>
    /// <param name="code">Name of the return code, for example <c>CL_BUILD_PROGRAM_FAILURE</c>.</param>
    /// <param name="where">The device or what was attempted.</param>
    /// <param name="advice">What to do next, a sentence.</param>
    /// <param name="exitCode">Exit code of the command line; 5 when the device is absent.</param>
    public GpuException(string call, string code, string where, string advice, int exitCode = 1)
        : base($"{where}: {call} failed with {code}. {advice}", exitCode)
    {
        Call = call;
        Code = code;
    }

    /// <summary>The function that failed.</summary>
    public string Call { get; }

    /// <summary>Name of the return code.</summary>
    public string Code { get; }
}
