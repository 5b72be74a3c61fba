using BenchmarkDotNet.Attributes;
using GenGpu.Benchmarks;
using GenGpu.Core.Accelerators;

namespace GenGpu.Microbenchmarks;

/// <summary>Whole training steps of the classical benchmark and of flows; one operation is 64 steps of eight models per core or multiprocessor.</summary>
public class Steps
{
    private const int StepsPerOperation = 64;
    private IAccelerator? accelerator;
    private TrainingBenchmark? benchmark;

    [ParamsSource(nameof(Accelerators))]
    public string Accelerator { get; set; } = "";

    public static IEnumerable<string> Accelerators => Present.Accelerators;

    [ParamsSource(nameof(Cells))]
    public string Cell { get; set; } = "";

    public static IEnumerable<string> Cells => TrainingCell.Classical.Concat(TrainingCell.Flows).Select(cell => cell.ToString());

    [GlobalSetup]
    public void Start()
    {
        accelerator = Present.Create(Accelerator);
        benchmark = new TrainingBenchmark(accelerator, TrainingCell.Parse(Cell), 8 * accelerator.Info.ComputeUnits);
    }

    [Benchmark(OperationsPerInvoke = StepsPerOperation)]
    public void Train() => benchmark!.Run(StepsPerOperation);

    [GlobalCleanup]
    public void Stop()
    {
        benchmark?.Dispose();
        accelerator?.Dispose();
    }
}
