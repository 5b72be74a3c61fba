namespace GenGpu.Cpu;

/// <summary>The processor's name for humans.</summary>
internal static class CpuName
{
    public static string Read()
    {
        const string File = "/proc/cpuinfo";
        try
        {
            if (OperatingSystem.IsLinux())
            {
                string? line = System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
                if (line is not null)
                    return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }
        catch (IOException)
        {
            // A container may hide it; the architecture is told instead.
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
