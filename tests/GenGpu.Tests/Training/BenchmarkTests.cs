using GenGpu.Benchmarks;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Reference;
using GenGpu.Training;

namespace GenGpu.Tests.Training;

public class BenchmarkTests
{
    [Fact]
    public void EveryOpOfTheTableIsTimedOrSaysWhyNot()
    {
        var timed = new HashSet<OpDefinition>();
        foreach (OpBenchmarkCase one in OpBenchmarkCases.All)
        {
            var model = new ModelBuilder("case");
            ProgramBuilder g = model.Program("p", OpBenchmarkCases.BatchSize, Core.Random.RandomPurpose.Train);
            Value? value = one.Emit(g, [.. one.Inputs.Select((input, i) => g.Read(model.Slot($"x{i}", input.Shape, StateRole.Other)))], "site");
            if (value is not null)
                g.Report("kept", value);
            timed.UnionWith(g.Build().Instructions().Select(i => i.Op));
        }

        Assert.DoesNotContain(OpTable.All, op => !timed.Contains(op) && !OpBenchmarkCases.Untimed.Contains(op));
    }

    [Fact]
    public void AnOpIsTimedOnEveryAccelerator()
    {
        OpBenchmarkCase one = OpBenchmarkCases.All.Single(c => c.Name == "softmax_rows");
        using var cpu = new CpuAccelerator(1);
        using ReferenceAccelerator<float> reference = ReferenceAccelerator.CreateFloat();
        foreach (IAccelerator accelerator in new IAccelerator[] { cpu, reference })
        {
            using var benchmark = new OpBenchmark(accelerator, one, 2);
            OpFigure figure = benchmark.Measure(3);
            Assert.True(figure.Nanoseconds > 0, accelerator.Name);
            Assert.Equal(20 * 128 * 4 * 2, figure.Bytes);
        }
    }

    [Fact]
    public void BuffersAreTimed()
    {
        using var cpu = new CpuAccelerator(1);
        IReadOnlyList<BufferFigure> figures = new BufferBenchmark(cpu.Buffers, 1000).Measure(2);
        Assert.Equal(["sort", "histogram", "w1", "neighbours"], figures.Select(figure => figure.Name));
        Assert.All(figures, figure => Assert.True(figure is { Milliseconds: > 0, KernelMilliseconds: null, GigabytesPerSecond: > 0 }, figure.ToString()));
    }

    [Fact]
    public void TrainingCellsAreReadAndWrongOnesRefused()
    {
        Assert.Equal(new TrainingCell("rbm", 102), TrainingCell.Parse("rbm:102"));
        foreach (string text in new[] { "rbm", "rbm:", ":3", "rbm:-1", "rbm:0", "rbm:1:2", "rbm:x", "rbm:99999999", "gan:20000", "foo:3" })
            Assert.Equal(2, Assert.Throws<UserErrorException>(() => TrainingCell.Parse(text)).ExitCode);
        Assert.Contains("gan", Assert.Throws<UserErrorException>(() => TrainingCell.Parse("gann:13")).Message, StringComparison.Ordinal);
        foreach (int threads in new[] { -3, 1_000_000 })
            Assert.Equal(2, Assert.Throws<UserErrorException>(() => AcceleratorChoice.Create("cpu", threads)).ExitCode);
    }

    [Fact]
    public void EveryCellMakesTheModelOfItsWidth()
    {
        foreach ((string cell, long parameters) in new[] { ("gan:13", 302L), ("vae:25", 306), ("rbm:102", 310), ("flow:64", 2068), ("flow2:64", 35_348), ("spline:64", 12_988), ("phi4:8", 12_960 + 128) })
        {
            var parsed = TrainingCell.Parse(cell);
            Assert.Equal((parsed.Width, parameters, parsed.BatchSize), (parsed.CreateModel().HiddenWidth, parsed.CreateModel().ParameterCount, parsed.CreateModel().Train.BatchSize));
        }

        Assert.Equal(2, Assert.Throws<UserErrorException>(() => TrainingCell.Parse("phi4:16000").CreateModel()).ExitCode);
    }

    [Fact]
    public void ProductsAreThePartOfAStepThatMultipliesMatrices()
    {
        using var cpu = new CpuAccelerator(1);
        using var benchmark = new TrainingBenchmark(cpu, new TrainingCell("flow", 4), 2);
        // Forward, weight gradient and, but for the first coupling's input, the way back of 8 nets 1 to 4 to 2.
        Assert.Equal(2.0 * 1024 * ((8 * 3 * 12) - 4), benchmark.ProductFlopsPerStep);
        Assert.InRange(benchmark.FlopsPerStep, benchmark.ProductFlopsPerStep, 100 * benchmark.ProductFlopsPerStep);
        Assert.True(benchmark.Measure(0.01) > 0);
    }

    [Fact]
    public void SharesOfThePeakAreGivenWhereThePeakIsMeasured()
    {
        var cell = new TrainingCell("gan", 3);
        using var cpu = new CpuAccelerator(1);
        using var benchmark = new TrainingBenchmark(cpu, cell, 2);
        TrainingFigure figure = benchmark.MeasureRounds(2, 0.01);
        Assert.Equal(("gan", 3, 72L, 2), (figure.Family, figure.Width, figure.Parameters, figure.Models));
        Assert.Equal(benchmark.ProductFlopsPerStep, 1000 * figure.ProductGigaflopsPerSecond * figure.MicrosecondsPerModelStep, 1e-6 * benchmark.ProductFlopsPerStep);
        Assert.True(figure.ProductShareOfPeak > 0);
        Assert.Equal(benchmark.FlopsPerStep / benchmark.ProductFlopsPerStep, figure.ShareOfPeak!.Value / figure.ProductShareOfPeak!.Value, 1e-9);
        using ReferenceAccelerator<float> reference = ReferenceAccelerator.CreateFloat();
        using var slow = new TrainingBenchmark(reference, cell, 1);
        Assert.Null(slow.MeasureRounds(1, 0.01).ProductShareOfPeak);
    }

    [Fact]
    public void TheCeilingsOfTheCpuArePlausible()
    {
        using var cpu = new CpuAccelerator(1);
        Ceilings ceilings = cpu.MeasureCeilings();
        // Wide limits: any machine of this century, busy or not.
        Assert.InRange(ceilings.FlopsPerSecond, 1e8, 1e13);
        Assert.InRange(ceilings.BytesPerSecond, 1e7, 1e13);
    }
}
