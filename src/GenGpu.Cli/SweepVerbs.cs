namespace GenGpu.Cli;

/// <summary>The commands <c>gengpu sweep run</c>, <c>gengpu sweep status</c> ...: two words that are parsed as one.</summary>
internal static class SweepVerbs
{
    /// <summary>The first word of all of them.</summary>
    public const string First = "sweep";

    /// <summary>Joins the two words of a command.</summary>
    /// <param name="args">The arguments as typed.</param>
    public static string[] Join(string[] args) => args switch
    {
        [First, { } second, .. var rest] when !second.StartsWith('-') => [$"{First} {second}", .. rest],
        [First, ..] => [$"{First} run", "--help"],
        _ => args,
    };
}
