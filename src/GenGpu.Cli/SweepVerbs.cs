using System.Reflection;
using CommandLine;

namespace GenGpu.Cli;

/// <summary>The commands <c>gengpu sweep run</c>, <c>gengpu sweep status</c> ...: two words that are parsed as one.</summary>
internal static class SweepVerbs
{
    /// <summary>The first word of all of them.</summary>
    public const string First = "sweep";

    /// <summary>Whether a list of the commands is asked for: the first word alone, or with --help.</summary>
    /// <param name="args">The arguments as typed.</param>
    public static bool IsOverview(string[] args) => args is [First] or [First, ['-', ..], ..] or ["help", First];

    /// <summary>The commands, one line each.</summary>
    /// <param name="verbs">Option classes of all verbs.</param>
    public static string Overview(IEnumerable<Type> verbs)
    {
        VerbAttribute[] all = [.. verbs.Select(verb => verb.GetCustomAttribute<VerbAttribute>()!).Where(verb => verb.Name.StartsWith(First + " ", StringComparison.Ordinal))];
        int width = all.Max(verb => verb.Name.Length);
        return string.Join('\n', [$"usage: gengpu {First} COMMAND [options]      gengpu {First} COMMAND --help lists the options of a command", "", .. all.Select(verb => $"  {verb.Name.PadRight(width)}  {verb.HelpText}")]);
    }

    /// <summary>Joins the two words of a command.</summary>
    /// <param name="args">The arguments as typed.</param>
    public static string[] Join(string[] args) => args switch
    {
        [First, { } second, .. var rest] when !second.StartsWith('-') => [$"{First} {second}", .. rest],
        _ => args,
    };
}
