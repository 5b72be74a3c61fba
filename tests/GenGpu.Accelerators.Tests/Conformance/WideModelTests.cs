using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>A program that accelerators cut into slices.</summary>
public class WideModelTests
{
    [Fact]
    public void TheModelIsHeavyEnoughToBeCut() =>
        Assert.True(WideModel.Build().Program("train").Instructions().Sum(i => i.Op.CostOf(i).Flops) > 2e7);

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void StateAgreesWithTheReferenceInDouble(string accelerator)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        ModelDefinition definition = WideModel.Build();
        using IEnsemble actual = Training.Initialised(underTest, definition, 11);
        using IEnsemble expected = Training.Initialised(exact, definition, 11);
        underTest.Run([Training.Steps(actual, 0, 1)]);
        exact.Run([Training.Steps(expected, 0, 1)]);
        Near.Require(expected, actual, 5e-5, "after 1 step");
        underTest.Run([Training.Steps(actual, 1, 3)]);
        exact.Run([Training.Steps(expected, 1, 3)]);
        Near.Require(expected, actual, 1e-3, "after 4 steps");
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.Threaded), MemberType = typeof(AcceleratorUnderTest))]
    public void BitsDependNeitherOnThreadsNorOnNeighboursNorOnLaunches(string accelerator)
    {
        ModelDefinition definition = WideModel.Build();
        using IAccelerator single = AcceleratorUnderTest.Create(accelerator, 1);
        string alone = Training.Alone(single, definition, 2, 2);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator, threads);
            Assert.Equal(alone, Training.Alone(underTest, definition, 2, 2));
        }

        using IAccelerator two = AcceleratorUnderTest.Create(accelerator, 2);
        using IEnsemble narrow = Training.Initialised(two, SmallModels.All["gan"](), 1, 2, 3);
        foreach (int neighbours in new[] { 1, 5 })
        {
            using IEnsemble packed = Training.Initialised(two, definition, [.. Enumerable.Range(0, neighbours + 1).Select(i => (ulong)(i + 1))]);
            two.Run([Training.Steps(narrow, 0, 2), Training.Steps(packed, 0, 1)]);
            two.Run([Training.Steps(packed, 1, 1), Training.Steps(narrow, 2, 2)]);
            Assert.Equal(alone, Training.Checksum(packed, 1));
        }
    }
}
