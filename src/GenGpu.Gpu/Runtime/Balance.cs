namespace GenGpu.Gpu.Runtime;

/// <summary>How an ensemble should be shared out to several devices, from what its parts were measured to take.</summary>
internal static class Balance
{
    // Below this a measured time says little, and moving models costs more than it brings.
    private const double LeastSeconds = 0.02;
    private const double LeastGain = 1.15;

    /// <summary>The number of models per part with which all devices should end at the same time; null where the present ones are good enough, or not measured yet.</summary>
    /// <param name="parts">The parts, in the order of their models: models, model-steps that were measured, and seconds that these took.</param>
    public static int[]? Shares(IReadOnlyList<(int Models, long ModelSteps, double Seconds)> parts)
    {
        if (parts.Count < 2 || parts.Any(part => part.Seconds < LeastSeconds || part.ModelSteps == 0))
            return null;
        double[] speeds = [.. parts.Select(part => part.ModelSteps / part.Seconds)];
        int models = parts.Sum(part => part.Models);
        double now = parts.Select((part, i) => part.Models / speeds[i]).Max(), balanced = models / speeds.Sum();
        if (models <= parts.Count || now < LeastGain * balanced)
            return null;
        int[] shares = new int[parts.Count];
        double before = 0;
        for (int i = 0, first = 0; i < shares.Length; i++)
        {
            before += speeds[i];
            // At least one model each: a device without any would never be measured again.
            int end = Math.Clamp((int)Math.Round(models * before / speeds.Sum()), first + 1, models - (shares.Length - 1 - i));
            shares[i] = end - first;
            first = end;
        }

        return shares.SequenceEqual(parts.Select(part => part.Models)) ? null : shares;
    }
}
