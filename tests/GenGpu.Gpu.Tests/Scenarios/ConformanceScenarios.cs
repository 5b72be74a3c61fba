using GenGpu.Accelerators.Tests.Conformance;
using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Cuda;
using GenGpu.Gpu.Runtime;
using GenGpu.Models.Conditions;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Reference;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>What every accelerator must do, on devices with generated kernels: ops, small models, families.</summary>
internal static class ConformanceScenarios
{
    // As in the suite of the other accelerators: float32 sums after one step, Adam's amplification of them after many.
    private const double AfterOneStep = 2e-5;
    private const double AfterManySteps = 2e-3;

    /// <summary>Every case of every op, within its tolerance; the part-th of several parts of them.</summary>
    public static void Ops(IReadOnlyList<IGpuDevice> devices, int part, int parts) => Ops(devices, CaseBundle.Of(OpCases.All.Values, temporaries: true).Where((_, index) => index % parts == part));

    /// <summary>Every case of every op, within its tolerance.</summary>
    public static void EveryCaseOfEveryOp(IReadOnlyList<IGpuDevice> devices) => Ops(devices, 0, 1);

    /// <summary>The largest case of every op and variant: for devices whose compiler takes long.</summary>
    public static void OneCaseOfEachOp(IReadOnlyList<IGpuDevice> devices) => Ops(devices, CaseBundle.Of(
        OpCases.All.Values.GroupBy(c => (c.Op, c.Variant)).Select(group => group.MaxBy(c => c.Operands.Sum(operand => operand.Data.Length))!), temporaries: false, size: 6));

    /// <summary>Small models of every control flow: against the reference after 1 and 50 steps; alone, packed and resumed give the same bits.</summary>
    public static void SmallModelsAgreeAndKeepTheirBits(IReadOnlyList<IGpuDevice> devices)
    {
        using GpuAccelerator accelerator = Create(devices);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        foreach ((string name, Func<ModelDefinition> build) in SmallModels.All)
        {
            ModelDefinition definition = build();
            using IEnsemble expected = Training.Initialised(exact, definition, 11), alone = Training.Initialised(accelerator, definition, 11);
            using IEnsemble packed = Training.Initialised(accelerator, definition, [.. Enumerable.Range(0, 20).Select(i => (ulong)i)]), resumed = accelerator.CreateEnsemble(definition, [3, 11]);
            Near.Require(expected, alone, 1e-6, $"{name} after initialise");
            accelerator.Run([Training.Steps(alone, 0, 1)]);
            exact.Run([Training.Steps(expected, 0, 1)]);
            Near.Require(expected, alone, AfterOneStep, $"{name} after 1 step");
            foreach (StateSlot slot in definition.State)
                resumed.Write(1, slot, Training.State(alone, 0, slot));
            accelerator.Run([Training.Steps(alone, 1, 49), Training.Steps(packed, 0, 50) with { FirstModel = 0, ModelCount = 5 }, Training.Steps(packed, 0, 50) with { FirstModel = 5, ModelCount = 15 }]);
            exact.Run([Training.Steps(expected, 1, 49)]);
            Near.Require(expected, alone, AfterManySteps, $"{name} after 50 steps");
            for (int step = 1; step < 50; step += 7)
                accelerator.Run([Training.Steps(resumed, step, 7) with { FirstModel = 1, ModelCount = 1 }]);
            Assert.Equal(Training.Checksum(alone, 0), Training.Checksum(packed, 11));
            Assert.Equal(Training.Checksum(alone, 0), Training.Checksum(resumed, 1));
            Assert.NotEqual(Training.Checksum(alone, 0), Training.Checksum(packed, 12));
        }
    }

    /// <summary>One of sixty-four models overflows: it is marked, and its neighbours keep their bits.</summary>
    public static void AModelThatOverflowsStopsAlone(IReadOnlyList<IGpuDevice> devices)
    {
        const int Victim = 13;
        using GpuAccelerator accelerator = Create(devices);
        using IAccelerator reference = ReferenceAccelerator.CreateFloat();
        ModelDefinition definition = SmallModels.All["gan"]();
        ulong[] seeds = [.. Enumerable.Range(0, 64).Select(i => (ulong)i)];
        using IEnsemble sane = Training.Initialised(accelerator, definition, seeds), one = Training.Initialised(accelerator, definition, seeds), expected = Training.Initialised(reference, definition, Victim);
        one.WriteHyper(Victim, definition.FindHyper("learningRate")!, [3e38f]);
        expected.WriteHyper(0, definition.FindHyper("learningRate")!, [3e38f]);
        accelerator.Run([Training.Steps(sane, 0, 10), Training.Steps(one, 0, 10)]);
        reference.Run([Training.Steps(expected, 0, 10)]);
        Assert.Equal(expected.Status(0), one.Status(Victim));
        Assert.Equal(ModelState.Diverged, one.Status(Victim).State);
        foreach (int model in Enumerable.Range(0, 64).Where(model => model != Victim))
            Assert.Equal(Training.Checksum(sane, model), Training.Checksum(one, model));
    }

    /// <summary>Small models with several groups per model: against the reference, and with the bits of one group per model. Repeat counts differ between models.</summary>
    public static void WideFormsAgree(IReadOnlyList<IGpuDevice> devices)
    {
        using var wide = new GpuAccelerator("device", [devices[0]], new AlwaysWide());
        using GpuAccelerator fused = Create([devices[1]]);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        foreach (string name in new[] { "gan", "rbm" })
        {
            ModelDefinition definition = SmallModels.All[name]();
            using IEnsemble expected = Training.Initialised(exact, definition, 11), one = Training.Initialised(wide, definition, 11, 12, 13), other = Training.Initialised(fused, definition, 11, 12, 13);
            Near.Require(expected, one, 1e-6, $"{name} after initialise");
            if (definition.FindHyper("gibbsSteps") is { } gibbsSteps)
            {
                foreach (IEnsemble ensemble in new[] { one, other })
                    ensemble.WriteHyper(1, gibbsSteps, [4]);
            }

            foreach (IAccelerator accelerator in new IAccelerator[] { wide, fused, exact })
                accelerator.Run([Training.Steps(accelerator == wide ? one : accelerator == fused ? other : expected, 0, 20)]);
            Near.Require(expected, one, AfterManySteps, $"{name} after 20 steps");
            for (int model = 0; model < 3; model++)
                Assert.Equal(Training.Checksum(other, model), Training.Checksum(one, model));
        }
    }

    /// <summary>The families as they are trained, after 1 and 50 steps.</summary>
    public static void Families(IReadOnlyList<IGpuDevice> devices) =>
        Agree(devices, FamilyCatalog.All.Select(family => family.Create(TargetCatalog.Get("2d-gmm"), Options)));

    /// <summary>Every family that has a conditional form, given a parameter of its target.</summary>
    public static void ConditionalFamilies(IReadOnlyList<IGpuDevice> devices) => Agree(devices, Conditional("gan", "wgan", "wgan-gp", "vae", "flow", "diffusion"));

    /// <summary>Two of them: for devices whose compiler takes long.</summary>
    public static void TwoConditionalFamilies(IReadOnlyList<IGpuDevice> devices) => Agree(devices, Conditional("gan", "vae"));

    /// <summary>A binary RBM of 784 visible and 500 hidden units, far beyond on-chip memory, after one step and two, against the cpu accelerator.</summary>
    public static void ALargeBoltzmannMachineAgreesWithTheCpu(IReadOnlyList<IGpuDevice> devices)
    {
        using GpuAccelerator accelerator = Create(devices);
        using var cpu = new Cpu.CpuAccelerator(1);
        ModelDefinition definition = BoltzmannModel.Build(persistent: false, visible: 784, hidden: 500, batchSize: 32);
        using IEnsemble actual = Training.Initialised(accelerator, definition, 42), expected = Training.Initialised(cpu, definition, 42);
        for (int step = 0; step < 2; step++)
        {
            accelerator.Run([Training.Steps(actual, step, 1)]);
            cpu.Run([Training.Steps(expected, step, 1)]);
            Near.Require(expected, actual, 1e-5, $"after {step + 1} steps");
        }
    }

    /// <summary>The training kernels of the families spill nothing, and take no more on-chip memory than the device has.</summary>
    public static void TrainingKernelsFitTheirDevice(IReadOnlyList<IGpuDevice> devices)
    {
        foreach ((IGpuDevice device, IModelFamily family) in devices.SelectMany(device => FamilyCatalog.All, (device, family) => (device, family)))
        {
            TrainableModel model = family.Create(TargetCatalog.Get("2d-gmm"), new FamilyOptions { Budget = 1600 });
            using IDeviceKernel kernel = device.Compile(new ProgramKernels().Generate(model.Definition, model.Train.Quiet, CompiledProgram.TargetOf(device)).Kernel);
            var usage = (CuKernel)kernel;
            Assert.True(usage.LocalBytes == 0 && usage.Registers is > 0 and <= 255, $"{family.Name}: {kernel.Usage}");
            Assert.InRange(usage.SharedBytes, 0, device.Facts.SharedBytes);
        }

        foreach (IGpuDevice device in devices)
            device.Dispose();
    }

    private static void Ops(IReadOnlyList<IGpuDevice> devices, IEnumerable<CaseBundle> bundles)
    {
        using GpuAccelerator accelerator = Create(devices);
        Assert.Empty(bundles.SelectMany(bundle => bundle.Compare(accelerator)).Take(20));
    }

    private static FamilyOptions Options => new() { Budget = 400, BatchSize = 32, SampleBatchSize = 32 };

    private static IEnumerable<TrainableModel> Conditional(params string[] families)
    {
        var target = new ParameterTarget((IParametrisedTarget)TargetCatalog.Get("2d-mix-gauss"), Condition.Interval("separation", 1, 4));

        // Plain descent: adaptive steps have the size of the rate where a gradient is nothing but rounding.
        return families.Select(family => FamilyCatalog.Get(family).Create(target, Options with { Settings = new Dictionary<string, string> { ["optimizer"] = "sgd" } }));
    }

    private static void Agree(IReadOnlyList<IGpuDevice> devices, IEnumerable<TrainableModel> models)
    {
        using GpuAccelerator accelerator = Create(devices);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        foreach (TrainableModel model in models)
        {
            using IEnsemble actual = Training.Initialised(accelerator, model.Definition, 42), expected = Training.Initialised(exact, model.Definition, 42);
            accelerator.Run([Training.Steps(actual, 0, 1)]);
            exact.Run([Training.Steps(expected, 0, 1)]);
            Near.Require(expected, actual, AfterOneStep, $"{model.Family} on {model.Target.Name} after 1 step");
            accelerator.Run([Training.Steps(actual, 1, 49)]);
            exact.Run([Training.Steps(expected, 1, 49)]);
            Near.Require(expected, actual, AfterManySteps, $"{model.Family} on {model.Target.Name} after 50 steps");
        }
    }

    private static GpuAccelerator Create(IReadOnlyList<IGpuDevice> devices) => new("device", devices, new ProgramKernels());
}
