using GenGpu.Accelerators.Tests.Conformance;
using GenGpu.Gpu.Codegen;
using GenGpu.Reference;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Every case of every op as a kernel, executed on the CPU.</summary>
public class OpEmulationTests
{
    [Theory]
    [InlineData(1, 32 * 1024, false)]
    [InlineData(32, 8 * 1024, true)]
    public void EveryCaseAgreesWithTheReferenceInDouble(int lanes, int sharedBytes, bool temporaries)
    {
        (OpCase Case, CaseModel Model)[] cases = [.. OpCases.All.Values.Select(c => (c, new CaseModel(c, temporaries)))];
        using var unit = new EmulationUnit(cases.Select(c => c.Model.Definition), new KernelTarget(KernelDialect.Cuda, lanes, 1, sharedBytes));
        using var accelerator = new EmulatedAccelerator(unit);
        using var exact = new ReferenceAccelerator<double>();
        Assert.Empty(cases.Select(c => Checks.Compare(c.Case, c.Model.Run(exact), c.Model.Run(accelerator), $" ({lanes} lanes)")).Where(d => d is not null).Take(20));
    }
}
