using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Tests.Codegen;

/// <summary>A new op or function without a device function is named here.</summary>
public class CoverageTests
{
    [Fact]
    public void EveryOpHasADeviceFunction() =>
        Assert.Empty(OpTable.All.Except(OpCalls.Ops).Select(op => $"'{op.Name}' has no device function: add it to kernels/lib and to {nameof(OpCalls)}"));

    [Fact]
    public void EveryElementwiseFunctionHasADeviceFunction()
    {
        string library = KernelLibrary.Read("lib/scalar_functions.h");
        foreach (ElementwiseFunction function in ElementwiseFunctions.All.Select(f => f.Key))
            Assert.Contains($" gg_scalar_{CLiteral.SnakeCase(function.ToString())}(", library, StringComparison.Ordinal);
    }
}
