using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Reference;

namespace GenGpu.Training;

/// <summary>
/// Holds the random numbers of an accelerator against known answers, trains a small model of every family on it and on the reference in double
/// precision, and compares the parameters.
/// </summary>
public static class SelfTest
{
    private const int Steps = 20;

    // Twenty steps of Adam amplify the rounding of single precision; measured differences are below a tenth of this.
    private const double Tolerance = 1e-3;

    /// <summary>Runs the test.</summary>
    /// <param name="accelerator">The accelerator.</param>
    public static SelfTestResult Run(IAccelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        if (PhiloxCheck.Run(accelerator) is { } wrong)
            return new SelfTestResult(false, $"FAILED: {wrong}");
        using IAccelerator reference = ReferenceAccelerator.CreateDouble();
        double worst = 0;
        string where = "";
        foreach (IModelFamily family in FamilyCatalog.All)
        {
            TrainableModel model = family.Create(TargetCatalog.Get("2d-gmm"), new FamilyOptions { Budget = 400, BatchSize = 32, SampleBatchSize = 32 });
            float[] expected = Train(reference, model);
            float[] actual = Train(accelerator, model);
            for (int index = 0; index < expected.Length; index++)
            {
                double difference = Math.Abs(expected[index] - actual[index]) / Math.Max(1, Math.Abs(expected[index]));
                if (!(difference <= worst))
                    (worst, where) = (difference, family.Name);
            }
        }

        return worst <= Tolerance
            ? new SelfTestResult(true, FormattableString.Invariant($"passed: random numbers are the known answers, parameters after {Steps} steps within {worst:0.0e+0} of the reference"))
            : new SelfTestResult(false, FormattableString.Invariant($"FAILED: parameters of {where} after {Steps} steps are {worst:0.0e+0} off the reference (allowed {Tolerance:0.0e+0})"));
    }

    private static float[] Train(IAccelerator accelerator, TrainableModel model)
    {
        using IEnsemble ensemble = accelerator.CreateEnsemble(model.Definition, [42]);
        accelerator.Run([new Launch(ensemble, model.Initialise, 0, 1)]);
        accelerator.Run([new Launch(ensemble, model.Train, 0, Steps)]);
        var values = new List<float>();
        foreach (StateSlot slot in model.Definition.State.Where(slot => slot.Role == StateRole.Parameter))
        {
            float[] parameter = new float[slot.Shape.ElementCount];
            ensemble.Read(0, slot, parameter);
            values.AddRange(parameter);
        }

        return [.. values];
    }
}
