using System.Reflection;

namespace GenGpu.Training;

/// <summary>The version of this build with its commit.</summary>
public static class BuildVersion
{
    /// <summary>For example <c>0.1.0+3f2a...</c>, as the build wrote it into the assembly.</summary>
    public static string Text { get; } =
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
