using GenGpu.Gpu.Tests.Emulation;

namespace GenGpu.Gpu.Tests.Codegen;

/// <summary>A test that needs clang-19; skipped with a message without it, but not in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClangFactAttribute : FactAttribute
{
    public ClangFactAttribute() => Skip = Reason;

    internal static string? Reason =>
        Tool.Exists("clang-19") || Environment.GetEnvironmentVariable("CI") == "true" ? null : "clang-19 makes the PTX and is not installed (Debian: apt install clang-19).";
}
