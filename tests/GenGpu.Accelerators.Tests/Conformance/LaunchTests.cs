using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>Launches that an accelerator refuses.</summary>
public class LaunchTests
{
    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void TwoLaunchesOfOneCallMustNotShareAModel(string accelerator)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        using IEnsemble ensemble = Training.Initialised(underTest, SmallModels.All["gan"](), 1, 2, 3);
        Launch last = Training.Steps(ensemble, 0, 1) with { FirstModel = 2, ModelCount = 1 };
        Launch first = last with { FirstModel = 0, ModelCount = 2 };
        ArgumentException error = Assert.Throws<ArgumentException>(() => underTest.Run([last, first with { FirstModel = 1 }]));
        Assert.Contains("model 2 is in two launches", error.Message, StringComparison.Ordinal);
        underTest.Run([last, first]);
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void AnEnsembleOfAnotherAcceleratorIsRefused(string accelerator)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        using IAccelerator other = AcceleratorUnderTest.Create(accelerator);
        using IEnsemble ensemble = Training.Initialised(other, SmallModels.All["gan"](), 1);
        Assert.Throws<ArgumentException>(() => underTest.Run([Training.Steps(ensemble, 0, 1)]));
    }
}
