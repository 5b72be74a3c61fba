namespace GenGpu.Training;

/// <summary>Names of the tensors in a checkpoint: family and seed or the trial's id, kind, slot.</summary>
internal static class CheckpointNames
{
    public static string State(Trial trial, string slot) => $"{Prefix(trial)}/state/{slot}";

    public static string Hyper(Trial trial, string slot) => $"{Prefix(trial)}/hyper/{slot}";

    public static string Best(Trial trial, string slot) => $"{Prefix(trial)}/best/{slot}";

    public static string CurveSteps(Trial trial) => $"{Prefix(trial)}/curve/steps";

    public static string CurveValues(Trial trial) => $"{Prefix(trial)}/curve/values";

    public static string Snapshot(string model, long step) => FormattableString.Invariant($"{model}/timeline/{step}");

    private static string Prefix(Trial trial) => trial.Id ?? FormattableString.Invariant($"{trial.Model}/seed{trial.Seed}");
}
