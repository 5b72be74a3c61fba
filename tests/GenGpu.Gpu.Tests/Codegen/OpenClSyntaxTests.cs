using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Gpu.Codegen;
using GenGpu.Gpu.Tests.Emulation;

namespace GenGpu.Gpu.Tests.Codegen;

/// <summary>Address spaces and types of the OpenCL branch, for drivers that the tests do not run: lanes of 1 and 16 samples, values on the chip and in global memory, both forms.</summary>
public class OpenClSyntaxTests
{
    [ClangTheory]
    [InlineData(1, 64 * 1024)]
    [InlineData(1, 2 * 1024)]
    [InlineData(16, 64 * 1024)]
    [InlineData(16, 2 * 1024)]
    public void EverySmallModelIsValidOpenCl(int laneWidth, int sharedBytes)
    {
        var target = new KernelTarget(KernelDialect.OpenCl, 128, laneWidth, sharedBytes);
        foreach (ModelDefinition definition in SmallModels.All.Values.Select(build => build()).Append(TablesEverywhere()))
        {
            Check(ProgramKernel.Generate(definition, definition.Program("train"), target).Source);
            if (laneWidth == 1)
                Check(WideKernel.Generate(definition, definition.Program("train"), target, "wide")!.Source);
        }
    }

    [ClangFact]
    public void TheKernelsOverWholeBuffersAreValidOpenCl()
    {
        foreach (KernelTarget target in new[] { new KernelTarget(KernelDialect.OpenCl, 256, 1, 32 * 1024), new KernelTarget(KernelDialect.OpenCl, 128, 16, 32 * 1024) })
        {
            Check(BufferKernel.Sort(target));
            Check(BufferKernel.Histogram(target));
            Check(BufferKernel.NearestNeighbours(target, 3, 5));
        }
    }

    /// <summary>A buffer as the operand of arithmetic, of a product, and as what a Repeat starts from.</summary>
    private static ModelDefinition TablesEverywhere()
    {
        var model = new ModelBuilder("tables");
        DataBuffer table = model.Buffer("table", 3, 4, [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        StateSlot result = model.Slot("result", Shape.Matrix(3, 4), StateRole.Other), product = model.Slot("product", Shape.Matrix(3, 3), StateRole.Other);
        ProgramBuilder g = model.Program("train", 16, RandomPurpose.Train);
        Value data = g.Buffer(table);
        Value doubled = g.Repeat(2, [data], values => [values[0] + data])[0];
        g.Assign(result, doubled);
        g.Assign(product, g.DenseBackwardWeight(data, data));
        g.Build();
        return model.Build();
    }

    private static void Check(string source)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, source);
            (int code, string errors) = Tool.Run("clang-19", "-x", "cl", "-cl-std=CL1.2", "-target", "spir64", "-Xclang", "-finclude-default-header", "-fsyntax-only", "-w", path);
            Assert.True(code == 0, errors);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
