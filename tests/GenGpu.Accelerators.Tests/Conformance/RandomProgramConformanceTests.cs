using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>Random programs, whole and in slices, on one and on several threads.</summary>
public class RandomProgramConformanceTests
{
    private const int ProgramCount = 60;

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.Threaded), MemberType = typeof(AcceleratorUnderTest))]
    public void AgreeWithTheReferenceInDouble(string accelerator)
    {
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        using IAccelerator one = AcceleratorUnderTest.Create(accelerator, 1);
        using IAccelerator three = AcceleratorUnderTest.Create(accelerator, 3);
        for (int seed = 0; seed < ProgramCount; seed++)
        {
            int batchSize = seed % 2 == 0 ? 200 : 131;
            using IEnsemble expected = Trained(exact, RandomModel.Build(seed, batchSize, ballast: false));
            using IEnsemble whole = Trained(one, RandomModel.Build(seed, batchSize, ballast: false));
            Near.Require(expected, whole, 1e-4, $"program {seed}");
            using IEnsemble sliced = Trained(one, RandomModel.Build(seed, batchSize, ballast: true));
            Near.Require(expected, sliced, 1e-4, $"program {seed} in slices");
            using IEnsemble shared = Trained(three, RandomModel.Build(seed, batchSize, ballast: true));
            Assert.Equal(Training.Checksum(sliced, 0), Training.Checksum(shared, 0));
        }
    }

    private static IEnsemble Trained(IAccelerator accelerator, ModelDefinition definition)
    {
        IEnsemble ensemble = Training.Initialised(accelerator, definition, 3);
        accelerator.Run([Training.Steps(ensemble, 0, 2)]);
        return ensemble;
    }
}
