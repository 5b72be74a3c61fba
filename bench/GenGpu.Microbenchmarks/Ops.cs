using BenchmarkDotNet.Attributes;
using GenGpu.Benchmarks;
using GenGpu.Core.Accelerators;

namespace GenGpu.Microbenchmarks;

/// <summary>Single ops: 256 runs of a program of eight copies, the copies that keep its results included (<c>gengpu bench ops</c> takes them off).</summary>
public class Ops
{
    private const int Runs = 256;
    private IAccelerator? accelerator;
    private OpBenchmark? benchmark;

    [ParamsSource(nameof(Accelerators))]
    public string Accelerator { get; set; } = "";

    public static IEnumerable<string> Accelerators => Present.Accelerators;

    [ParamsSource(nameof(Names))]
    public string Op { get; set; } = "";

    public static IEnumerable<string> Names => OpBenchmarkCases.All.Select(one => one.Name);

    [GlobalSetup]
    public void Start()
    {
        accelerator = Present.Create(Accelerator);
        benchmark = new OpBenchmark(accelerator, OpBenchmarkCases.All.Single(one => one.Name == Op), 8 * accelerator.Info.ComputeUnits);
    }

    [Benchmark(OperationsPerInvoke = Runs * OpBenchmark.Copies)]
    public void Run() => benchmark!.Run(Runs);

    [GlobalCleanup]
    public void Stop()
    {
        benchmark?.Dispose();
        accelerator?.Dispose();
    }
}
