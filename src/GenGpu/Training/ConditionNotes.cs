using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>How to read the figures of models with conditions, in plain words.</summary>
internal static class ConditionNotes
{
    // A column of numbers with so few values may be one of kinds.
    private const int FewValues = 10;

    /// <summary>The notes that apply.</summary>
    /// <param name="plan">What was asked for.</param>
    public static IEnumerable<string> Of(RunPlan plan) => plan.Models[0].Target switch
    {
        ParameterTarget target => OfParameter(target),
        ColumnTarget target => OfColumns(target),
        _ => plan.Target is EnergyTarget { Condition: { } condition } energy ? [OfEnergy(energy, condition)] : [],
    };

    private static IEnumerable<string> OfParameter(ParameterTarget target)
    {
        Condition condition = target.Condition;
        yield return FormattableString.Invariant($"One model serves {condition.Name} from {condition.Low:G6} to {condition.High:G6}. It was trained on {target.TrainedValues.Count} of {target.Values.Count} evenly spaced values, every second one; the {target.Values.Count - target.TrainedValues.Count} between were held out, and the exact law judges all of them.");
        string mean = target.Dimensions == 1 ? "; their KL is the mean of the KLs at the trained values" : "";
        yield return FormattableString.Invariant($"The first table is of pairs of x and {condition.Name}, {condition.Name} as in training{mean}. In W1 of pairs {condition.Name} counts {1 / target.Joint.Standardisation.Scale[target.Dimensions]:G3} for 1.");
    }

    private static IEnumerable<string> OfColumns(ColumnTarget target)
    {
        yield return $"The first table is of whole rows: {string.Join(", ", target.ColumnNames)} as the model draws them, given {target.Conditions.Names} of training rows. The table below cuts them by {target.Conditions.Names}, against as many held-out points each; few points make its floors noisy, and fewer than {ColumnStratum.LeastPoints} leave a line out.";
        float[] values = new float[target.Joint.TrainCount];
        for (int index = 0; index < target.Conditions.All.Count; index++)
        {
            target.Joint.TrainColumn(target.Dimensions + index, values);
            string name = target.Conditions.All[index].Name;
            int distinct = values.Distinct().Count();
            if (target.Conditions.All[index].Kind != ConditionKind.Categorical && distinct <= FewValues && values.All(value => value == Math.Floor(value)))
                yield return FormattableString.Invariant($"Condition {name} holds {distinct} whole numbers and counts as a number; if they are kinds, not amounts, write {name}:categorical.");
        }
    }

    private static string OfEnergy(EnergyTarget target, Condition condition)
    {
        string known = target.Law.HasDefaults ? "" : FormattableString.Invariant($" Exact values of {target.Energy.Name} are known at its default parameters only, so none are shown there.");
        string where = target.ConditionValue == condition.Middle ? ", the middle of the interval" : "";
        return FormattableString.Invariant($"One flow serves {condition.Name} from {condition.Low} to {condition.High}. Figures and pictures without {condition.Name} beside them are of samples at {condition.Name} = {target.ConditionValue:G6}{where}.{known}");
    }
}
