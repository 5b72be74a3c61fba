using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;

namespace GenGpu.Models.Tests.Flows;

/// <summary>Flows of every kind, with parameters moved away from where they start, so that no layer is the identity.</summary>
internal static class FlowCase
{
    public static TheoryData<string, string> All => new()
    {
        { "double-well", "coupling=affine" },
        { "double-well", "coupling=spline" },
        { "double-well", "coupling=spline,actNorm=on,marginal=on" },
        { "double-well", "coupling=spline,base=uniform,splineBound=3.1415927" },
        { "funnel-5", "coupling=affine,mask=halves" },
        { "funnel-5", "coupling=spline,mask=random" },
        { "many-well-6", "coupling=spline,mask=alternating,marginal=on" },
        { "phi4-4x4", "coupling=affine,conditioner=convolution" },
        { "phi4-4x4", "coupling=affine,conditioner=convolution,base=normal" },
        { "phi4-2x6", "coupling=affine" },
        { "phi4-6", "coupling=spline,conditioner=convolution,bins=4" },
        { "phi4-4x4", "coupling=affine,mask=checkerboard" },
        { "xy-4", "" },
        { "xy-4", "phaseShift=on" },
        { "xy-4x4", "conditioner=convolution,bins=4" },
    };

    public static TrainableModel Create(string energy, string settings, int batchSize = 32, Condition? condition = null, long steps = 1000, int budget = 1200) =>
        new FlowFamily().Create(new EnergyTarget(EnergyCatalog.Get(energy), 1, condition), new FamilyOptions
        {
            Budget = budget,
            BatchSize = batchSize,
            SampleBatchSize = 32,
            Steps = steps,
            Settings = Parse("couplings=4" + (settings.Length > 0 ? "," + settings : "")),
        });

    public static Dictionary<string, string> Parse(string settings) =>
        settings.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=')).GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.Last()[1]);

    /// <summary>Adds noise to every parameter.</summary>
    public static void Disturb(IEnsemble ensemble, int model, double size)
    {
        var random = new Random(7);
        foreach (StateSlot slot in ensemble.Definition.State.Where(slot => slot.Role == StateRole.Parameter))
        {
            float[] values = new float[slot.Shape.ElementCount];
            ensemble.Read(model, slot, values);
            for (int i = 0; i < values.Length; i++)
                values[i] += (float)(size * ((2 * random.NextDouble()) - 1));
            ensemble.Write(model, slot, values);
        }
    }
}
