using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Runtime;
using GenGpu.Reference;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>What the runtime above a device must do, whatever library reaches the device. The toy model's arithmetic is exact on the reference, so bits are compared.</summary>
internal static class RuntimeScenarios
{
    /// <summary>Many launches of both programs in one call, with streams in and out, agree with the reference bit for bit.</summary>
    public static void AgreesWithTheReference(IReadOnlyList<IGpuDevice> devices)
    {
        using GpuAccelerator accelerator = Create(devices);
        float[][] expected = Everything(ReferenceAccelerator.CreateFloat());
        float[][] actual = Everything(accelerator);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i]);
        Assert.Equal(3, expected.Length);
    }

    /// <summary>One launch, many launches and a resume on a fresh ensemble give the same bits; reports are those of the last step.</summary>
    public static void OneLaunchEqualsManyEqualsResumed(IReadOnlyList<IGpuDevice> devices)
    {
        using GpuAccelerator accelerator = Create(devices);
        ModelDefinition definition = ToyModel.Create();
        using IEnsemble whole = accelerator.CreateEnsemble(definition, [1, 2, 3]), split = accelerator.CreateEnsemble(definition, [1, 2, 3]), resumed = accelerator.CreateEnsemble(definition, [1, 2, 3]);
        accelerator.Run([Walk(whole, 0, 300)]);
        for (int step = 0; step < 300; step += 50)
        {
            if (step == 150)
            {
                for (int model = 0; model < 3; model++)
                {
                    foreach (StateSlot slot in definition.State)
                        resumed.Write(model, slot, Read(split, model, slot.Name));
                }
            }

            accelerator.Run([Walk(split, step, 49)]);
            accelerator.Run([Walk(split, step + 49, 1)]);
        }

        accelerator.Run([Walk(resumed, 150, 150)]);
        for (int model = 0; model < 3; model++)
        {
            Assert.Equal(Read(whole, model, "x"), Read(split, model, "x"));
            Assert.Equal(Read(whole, model, "x"), Read(resumed, model, "x"));
            Assert.Equal([300f], Read(whole, model, "stepsDone"));
        }
    }

    /// <summary>A model that goes over its limit stops at that step with its label; its neighbours go on, and it is skipped from then on.</summary>
    public static void DivergenceStopsOneModel(IReadOnlyList<IGpuDevice> devices)
    {
        using GpuAccelerator accelerator = Create(devices);
        ModelDefinition definition = ToyModel.Create();
        using IEnsemble ensemble = accelerator.CreateEnsemble(definition, [1, 2, 3, 4]);
        HyperSlot limit = definition.FindHyper("limit")!;
        // After n steps x = n (n + 1) / 4 + n / 4: over 5 at the fourth step, over 24 at the ninth: the last of the launch, in the full kernel.
        ensemble.WriteHyper(1, limit, [5f]);
        ensemble.WriteHyper(3, limit, [24f]);
        float[] trace = [.. Enumerable.Repeat(-1f, 4 * 4 * 9)];
        accelerator.Run([Walk(ensemble, 0, 9) with { Outputs = [trace] }]);
        Assert.Equal(ModelStatus.Running, ensemble.Status(0));
        Assert.Equal(new ModelStatus(ModelState.Diverged, 3, "limit"), ensemble.Status(1));
        Assert.Equal(new ModelStatus(ModelState.Diverged, 8, "limit"), ensemble.Status(3));
        Assert.Equal(6f, Read(ensemble, 1, "x")[0]);
        Assert.Equal([0.75f, 2f, 3.75f, 6f, -1f, -1f, -1f, -1f, -1f], trace[(4 * 9)..(5 * 9)]);
        Assert.DoesNotContain(-1f, trace[..(4 * 9)]);

        accelerator.Run([Walk(ensemble, 9, 1)]);
        Assert.Equal(6f, Read(ensemble, 1, "x")[0]);
        Assert.Equal(10f, Read(ensemble, 2, "stepsDone")[0]);
        ensemble.WriteHyper(1, limit, [1e6f]);
        accelerator.Run([Walk(ensemble, 9, 1) with { IncludeStopped = true }]);
        Assert.Equal(11.25f, Read(ensemble, 1, "x")[0]);
        Assert.Equal(ModelState.Diverged, ensemble.Status(1).State);
    }

    /// <summary>States that do not fit together run in turn, whatever was on the device before; bits do not change, and a sentence says how many fit.</summary>
    public static void StatesThatDoNotFitRunInTurn(IReadOnlyList<IGpuDevice> devices)
    {
        long memory = devices[0].Facts.MemoryBytes;
        using GpuAccelerator accelerator = Create(devices);
        var notices = new List<string>();
        accelerator.OnNotice(notices.Add);
        ModelDefinition definition = ToyModel.Create(rows: 16384);
        int models = (int)(memory * 2.2 / (definition.StateLength * sizeof(float)));
        using IEnsemble small = accelerator.CreateEnsemble(definition, [1, 2]);
        using IEnsemble large = accelerator.CreateEnsemble(definition, [.. Enumerable.Range(0, models).Select(i => (ulong)i)]);
        Assert.Contains(notices, sentence => sentence.Contains("run in turn in", StringComparison.Ordinal) && sentence.Contains($"{models / devices.Count} models of toy need", StringComparison.Ordinal));
        large.WriteHyper(models - 1, definition.FindHyper("rate")!, [2f]);
        float[] trace = new float[models * 16384 * 2];
        accelerator.Run([Walk(small, 0, 4), Walk(large, 0, 4)]);
        accelerator.Run([Walk(large, 4, 2) with { Outputs = [trace] }, Walk(small, 4, 2)]);
        using IAccelerator reference = ReferenceAccelerator.CreateFloat();
        using IEnsemble expected = reference.CreateEnsemble(definition, [1, 2]);
        expected.WriteHyper(1, definition.FindHyper("rate")!, [2f]);
        reference.Run([Walk(expected, 0, 6)]);
        Assert.Equal(Read(expected, 0, "x"), Read(small, 1, "x"));
        for (int model = 0; model < models; model++)
        {
            float[] x = Read(large, model, "x");
            Assert.Equal(Read(expected, model == models - 1 ? 1 : 0, "x"), x);
            Assert.Equal(x[^1], trace[(model + 1) * 16384 * 2 - 1]);
        }
    }

    /// <summary>Of two devices, one at half the speed of the other, the faster one ends up with more models; bits do not change, and clocks hold the time of both.</summary>
    public static void TheFasterDeviceTakesMore(IReadOnlyList<IGpuDevice> devices)
    {
        using GpuAccelerator accelerator = Create(devices);
        using IAccelerator reference = ReferenceAccelerator.CreateFloat();
        ModelDefinition definition = ToyModel.Create();
        ulong[] seeds = [.. Enumerable.Range(0, 60).Select(i => (ulong)i)];
        using IEnsemble ensemble = accelerator.CreateEnsemble(definition, seeds), expected = reference.CreateEnsemble(definition, seeds);
        for (int model = 0; model < 60; model++)
        {
            ensemble.WriteHyper(model, definition.FindHyper("rate")!, [model * 0.125f]);
            expected.WriteHyper(model, definition.FindHyper("rate")!, [model * 0.125f]);
        }

        var parts = ((GpuEnsemble)ensemble).Parts;
        Assert.Equal([30, 30], parts.Select(part => part.ModelCount));
        var clock = new LaunchClock();
        for (int launch = 0; launch < 6; launch++)
        {
            accelerator.Run([Walk(ensemble, launch * 2, 2) with { Clock = clock }]);
            reference.Run([Walk(expected, launch * 2, 2)]);
        }

        parts = ((GpuEnsemble)ensemble).Parts;
        Assert.True(parts.Count == 2 && parts[0].ModelCount is > 33 and < 52 && parts[0].ModelCount + parts[1].ModelCount == 60, string.Join(" + ", parts.Select(part => part.ModelCount)));
        Assert.True(clock.Seconds > 0.1, $"{clock.Seconds} s");
        for (int model = 0; model < 60; model++)
            Assert.Equal(Read(expected, model, "x"), Read(ensemble, model, "x"));
    }

    private static float[][] Everything(IAccelerator accelerator)
    {
        ModelDefinition small = ToyModel.Create(), tall = ToyModel.Create(rows: 37);
        using IEnsemble first = accelerator.CreateEnsemble(small, [.. Enumerable.Range(0, 100).Select(i => (ulong)i)]), second = accelerator.CreateEnsemble(tall, [5, 6, 7]);
        for (int model = 0; model < 100; model++)
            first.WriteHyper(model, small.FindHyper("rate")!, [model * 0.125f]);
        first.SetStatus(50, ModelStatus.Stopped(0));
        float[] trace = new float[3 * 37 * 20], other = new float[40 * 4 * 20];
        float[] drive = [.. Enumerable.Range(0, 20).Select(i => i * 0.5f)];
        accelerator.Run([Walk(first, 7, 33) with { ModelCount = 60 }, Walk(second, 0, 10), Walk(first, 2, 5) with { FirstModel = 60, ModelCount = 40 }]);
        accelerator.Run(
        [
            new Launch(second, tall.Program("driven"), 10, 20) { Outputs = [trace], Inputs = [drive] },
            new Launch(first, small.Program("driven"), 40, 20) { FirstModel = 30, ModelCount = 40, Outputs = [other], Inputs = [drive], IncludeStopped = true },
            // As a sampler asks: one launch per model, the same but for the model.
            .. Enumerable.Range(0, 30).Select(model => Walk(first, 40, 3) with { FirstModel = model, ModelCount = 1 }),
        ]);
        return [trace, other, [.. Enumerable.Range(0, 100).SelectMany(model => Read(first, model, "x")), .. Enumerable.Range(0, 3).SelectMany(model => Read(second, model, "stepsDone"))]];
    }

    private static GpuAccelerator Create(IReadOnlyList<IGpuDevice> devices) => new("toy", devices, new ToyGenerator());

    private static Launch Walk(IEnsemble ensemble, long firstStep, int steps) => new(ensemble, ensemble.Definition.Program("walk"), firstStep, steps);

    private static float[] Read(IEnsemble ensemble, int model, string slot)
    {
        StateSlot found = ensemble.Definition.FindState(slot)!;
        float[] values = new float[found.Shape.ElementCount];
        ensemble.Read(model, found, values);
        return values;
    }
}
