namespace GenGpu.Gpu.Tests.Codegen;

/// <summary>A theory that needs clang-19; skipped with a message without it, but not in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClangTheoryAttribute : TheoryAttribute
{
    public ClangTheoryAttribute() => Skip = ClangFactAttribute.Reason;
}
