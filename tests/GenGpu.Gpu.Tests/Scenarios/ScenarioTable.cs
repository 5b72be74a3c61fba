using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>What a child process can be asked to do, by name.</summary>
internal static class ScenarioTable
{
    private static readonly Dictionary<string, Action<IReadOnlyList<IGpuDevice>>> OfTheRuntime = new()
    {
        [nameof(RuntimeScenarios.AgreesWithTheReference)] = RuntimeScenarios.AgreesWithTheReference,
        [nameof(RuntimeScenarios.OneLaunchEqualsManyEqualsResumed)] = RuntimeScenarios.OneLaunchEqualsManyEqualsResumed,
        [nameof(RuntimeScenarios.DivergenceStopsOneModel)] = RuntimeScenarios.DivergenceStopsOneModel,
    };

    private static readonly Dictionary<string, Action<IReadOnlyList<IGpuDevice>>> OfSmallMemory = new()
    {
        [nameof(RuntimeScenarios.StatesThatDoNotFitRunInTurn)] = RuntimeScenarios.StatesThatDoNotFitRunInTurn,
        [nameof(RuntimeScenarios.TheFasterDeviceTakesMore)] = RuntimeScenarios.TheFasterDeviceTakesMore,
    };

    private static readonly Dictionary<string, Action<IReadOnlyList<IGpuDevice>>> OfConformance = new()
    {
        [nameof(ConformanceScenarios.OneCaseOfEachOp)] = ConformanceScenarios.OneCaseOfEachOp,
        [nameof(ConformanceScenarios.SmallModelsAgreeAndKeepTheirBits)] = ConformanceScenarios.SmallModelsAgreeAndKeepTheirBits,
        [nameof(ConformanceScenarios.AModelThatOverflowsStopsAlone)] = ConformanceScenarios.AModelThatOverflowsStopsAlone,
        [nameof(ConformanceScenarios.EveryCaseOfEveryOp)] = ConformanceScenarios.EveryCaseOfEveryOp,
        [nameof(ConformanceScenarios.TrainingKernelsFitTheirDevice)] = ConformanceScenarios.TrainingKernelsFitTheirDevice,
        [nameof(ConformanceScenarios.WideFormsAgree)] = ConformanceScenarios.WideFormsAgree,
        [nameof(ConformanceScenarios.ALargeBoltzmannMachineAgreesWithTheCpu)] = ConformanceScenarios.ALargeBoltzmannMachineAgreesWithTheCpu,
        [nameof(ConformanceScenarios.Families)] = ConformanceScenarios.Families,
        [nameof(ConformanceScenarios.ConditionalFamilies)] = ConformanceScenarios.ConditionalFamilies,
        [nameof(ConformanceScenarios.TwoConditionalFamilies)] = ConformanceScenarios.TwoConditionalFamilies,
    };

    private static readonly Dictionary<string, Action<IReadOnlyList<IGpuDevice>>> OfBuffers = new()
    {
        [nameof(BufferScenarios.Everything)] = BufferScenarios.Everything,
        [nameof(BufferScenarios.Millions)] = BufferScenarios.Millions,
        [nameof(BufferScenarios.InPieces)] = BufferScenarios.InPieces,
    };

    private static readonly Dictionary<string, Action> OfOpenCl = new()
    {
        [nameof(OpenClScenarios.CompileErrorShowsTheLine)] = OpenClScenarios.CompileErrorShowsTheLine,
        [nameof(OpenClScenarios.WrongNameIsNamed)] = OpenClScenarios.WrongNameIsNamed,
        [nameof(OpenClScenarios.TooLargeABufferIsRefusedWithItsSize)] = OpenClScenarios.TooLargeABufferIsRefusedWithItsSize,
        [nameof(OpenClScenarios.MemoryAndTimes)] = OpenClScenarios.MemoryAndTimes,
    };

    private static readonly Dictionary<string, Action> OfCuda = new()
    {
        [nameof(CudaScenarios.CompileErrorShowsTheLine)] = CudaScenarios.CompileErrorShowsTheLine,
        [nameof(CudaScenarios.OnChipMemoryIsOptedInto)] = CudaScenarios.OnChipMemoryIsOptedInto,
        [nameof(CudaScenarios.TooLargeABufferIsRefusedWithItsSize)] = CudaScenarios.TooLargeABufferIsRefusedWithItsSize,
    };

    /// <summary>All scenarios.</summary>
    public static Dictionary<string, Action<string[]>> All { get; } = new()
    {
        ["runtime-opencl"] = arguments => OfTheRuntime[arguments[0]](OpenClScenarios.Open()),
        ["conformance-opencl"] = arguments => OfConformance[arguments[0]](OpenClScenarios.Open(int.Parse(arguments[1]), arguments[2])),
        ["ops-opencl"] = arguments => ConformanceScenarios.Ops(OpenClScenarios.Open(int.Parse(arguments[0]), arguments[1]), int.Parse(arguments[2]), int.Parse(arguments[3])),
        ["conformance-cuda"] = arguments => CudaScenarios.Runtime(OfConformance[arguments[0]]),
        ["ceilings-opencl"] = _ => CeilingScenarios.AreMeasured(OpenClScenarios.Open()),
        ["ceilings-cuda"] = _ => CudaScenarios.Runtime(CeilingScenarios.AreMeasured),
        ["buffers-opencl"] = arguments => OfBuffers[arguments[0]](OpenClScenarios.Open(int.Parse(arguments[1]))),
        ["buffers-cuda"] = arguments => CudaScenarios.Runtime(OfBuffers[arguments[0]]),
        ["buffers-cuda-device"] = arguments => OfBuffers[arguments[0]]([CudaScenarios.Open()[0]]),
        ["opencl"] = arguments => OfOpenCl[arguments[0]](),
        ["runtime-cuda"] = arguments => CudaScenarios.Runtime(OfTheRuntime.GetValueOrDefault(arguments[0]) ?? OfSmallMemory[arguments[0]]),
        // Two views of the same device, for scenarios that compare two.
        ["conformance-cuda-device"] = arguments => OfConformance[arguments[0]]([CudaScenarios.Open()[0], CudaScenarios.Open()[0]]),
        ["runtime-cuda-device"] = arguments => OfTheRuntime[arguments[0]]([CudaScenarios.Open()[0]]),
        ["cuda"] = arguments => OfCuda[arguments[0]](),
        ["cuda-compile"] = _ => CudaScenarios.CompileOne(),
        ["cuda-list"] = _ => CudaScenarios.ListDevices(),
        ["cuda-fault"] = _ => CudaScenarios.TrainThroughAFault(),
    };

    /// <summary>Names of the runtime's scenarios.</summary>
    public static IEnumerable<string> RuntimeNames => OfTheRuntime.Keys;

    /// <summary>Names of the scenarios of OpenCL.</summary>
    public static IEnumerable<string> OpenClNames => OfOpenCl.Keys;

    /// <summary>Names of the scenarios of CUDA.</summary>
    public static IEnumerable<string> CudaNames => OfCuda.Keys;
}
