using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>A trial's bits depend on nothing but its definition, seed and hyper values.</summary>
public class BitIdentityTests
{
    private const int StepCount = 12;

    [Theory]
    [MemberData(nameof(SmallModels.OnEveryAccelerator), MemberType = typeof(SmallModels))]
    public void AloneEqualsPacked(string accelerator, string model)
    {
        ModelDefinition definition = SmallModels.All[model]();
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        string[] alone = [.. new ulong[] { 0, 3, 7, 64 }.Select(seed => Training.Alone(underTest, definition, seed, StepCount))];
        Assert.Equal(alone.Length, alone.Distinct().Count());
        foreach (int neighbours in new[] { 1, 7, 64 })
        {
            using IEnsemble packed = Training.Initialised(underTest, definition, [.. Enumerable.Range(0, neighbours + 1).Select(i => (ulong)i)]);
            underTest.Run([Training.Steps(packed, 0, StepCount)]);
            Assert.Equal(alone[0], Training.Checksum(packed, 0));
            Assert.Equal(alone[neighbours == 1 ? 0 : 1], Training.Checksum(packed, neighbours == 1 ? 0 : 3));
            if (neighbours > 1)
                Assert.Equal(alone[neighbours == 7 ? 2 : 3], Training.Checksum(packed, neighbours));
        }
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void AloneEqualsMixedWithOtherShapesOnAnyNumberOfThreads(string accelerator)
    {
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator, threads);
            IEnsemble[] ensembles = [.. SmallModels.All.Values.Select(make => Training.Initialised(underTest, make(), 0, 1, 2, 3, 4))];
            // Two launches of each ensemble, in one call, the second one first.
            underTest.Run([.. ensembles.Select(e => Training.Steps(e, 0, StepCount) with { FirstModel = 2, ModelCount = 3 }), .. ensembles.Select(e => Training.Steps(e, 0, StepCount) with { ModelCount = 2 })]);
            foreach (IEnsemble ensemble in ensembles)
            {
                using IAccelerator other = AcceleratorUnderTest.Create(accelerator, 1);
                foreach (int model in new[] { 0, 3 })
                    Assert.Equal(Training.Alone(other, ensemble.Definition, (ulong)model, StepCount), Training.Checksum(ensemble, model));
                ensemble.Dispose();
            }
        }
    }

    [Theory]
    [MemberData(nameof(SmallModels.OnEveryAccelerator), MemberType = typeof(SmallModels))]
    public void OneLaunchEqualsManyEqualsResumed(string accelerator, string model)
    {
        ModelDefinition definition = SmallModels.All[model]();
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        string whole = Training.Alone(underTest, definition, 5, 100);

        using IEnsemble split = Training.Initialised(underTest, definition, 5);
        using IEnsemble resumed = underTest.CreateEnsemble(SmallModels.All[model](), [5]);
        for (int step = 0; step < 100; step++)
        {
            if (step == 40)
            {
                for (int i = 0; i < definition.State.Count; i++)
                    resumed.Write(0, resumed.Definition.State[i], Training.State(split, 0, definition.State[i]));
            }

            underTest.Run([Training.Steps(split, step, 1)]);
        }

        Assert.Equal(whole, Training.Checksum(split, 0));
        underTest.Run([Training.Steps(resumed, 40, 60)]);
        Assert.Equal(whole, Training.Checksum(resumed, 0));
        Assert.NotEqual(whole, Training.Alone(underTest, definition, 5, 99));
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void HyperValuesAreTakenPerModel(string accelerator)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        ModelDefinition definition = SmallModels.All["rbm"]();
        HyperSlot gibbsSteps = definition.FindHyper("gibbsSteps")!;
        string[] Trained(params float[] counts)
        {
            using IEnsemble ensemble = Training.Initialised(underTest, definition, [.. counts.Select(_ => 9ul)]);
            for (int model = 0; model < counts.Length; model++)
                ensemble.WriteHyper(model, gibbsSteps, [counts[model]]);
            underTest.Run([Training.Steps(ensemble, 0, StepCount)]);
            return [.. counts.Select((_, model) => Training.Checksum(ensemble, model))];
        }

        string[] packed = Trained(0, 1, 2, 5);
        Assert.Equal(4, packed.Distinct().Count());
        Assert.Equal(packed, new[] { Trained(0)[0], Trained(1)[0], Trained(2)[0], Trained(5)[0] });
    }
}
