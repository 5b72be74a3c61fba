using GenGpu.Core.Programs;
using GenGpu.Models.Conditions;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Conditions;

/// <summary>Targets with conditions by short names: <c>1d-bimodal|separation</c>, and <c>points|columns</c>, two columns given a number and a category.</summary>
internal static class ConditionalCase
{
    /// <summary>The target of a name; one of the catalog without a bar.</summary>
    public static Target TargetOf(string name)
    {
        string[] parts = name.Split('|');
        if (parts.Length == 1)
            return TargetCatalog.Get(name);
        return parts[0] == "points"
            ? new ColumnTarget(new DataTarget("points", Points(400), 4, ["x1", "x2", "age", "kind"]), [false, true])
            : Parameter(parts[0], parts[1], 0.5, 3);
    }

    public static ParameterTarget Parameter(string target, string parameter, double low, double high) =>
        new((IParametrisedTarget)TargetCatalog.Get(target), Condition.Interval(parameter, low, high));

    /// <summary>[count, 4]: x1 ~ N(age / 10, 1), x2 ~ N(kind, 0.5^2), age uniform on [20, 60], kind 1, 2 or 5.</summary>
    public static float[] Points(int count)
    {
        var random = new Random(3);
        float[] points = new float[4 * count];
        for (int point = 0; point < count; point++)
        {
            float age = 20 + (40 * random.NextSingle());
            float kind = random.Next(3) switch { 0 => 1, 1 => 2, _ => 5 };
            points[4 * point] = (age / 10) + Normal(random);
            points[(4 * point) + 1] = kind + (0.5f * Normal(random));
            points[(4 * point) + 2] = age;
            points[(4 * point) + 3] = kind;
        }

        return points;
    }

    /// <summary>Moves the parameters of a flow away from the identity, where most of its gradients are zero.</summary>
    public static void Disturb(TrainableModel model, ReferenceEnsemble<double> ensemble)
    {
        if (model.Family != "flow")
            return;
        var random = new Random(7);
        foreach (StateSlot slot in model.Definition.State.Where(slot => slot.Role == StateRole.Parameter))
            ensemble.WriteState(0, slot, [.. ensemble.ReadState(0, slot).Select(value => value + (0.3 * (random.NextDouble() - 0.5)))]);
    }

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
