using System.Reflection;
using CommandLine;
using GenGpu.Core;

namespace GenGpu.Cli;

/// <summary>Says in one sentence what is wrong with the arguments, and what was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>Describes the first error.</summary>
    /// <param name="failed">The parser's result.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="verbs">Option classes of all verbs.</param>
    public static string Describe(NotParsed<object> failed, string[] args, IReadOnlyList<Type> verbs)
    {
        string[] verbNames = [.. verbs.Select(verb => verb.GetCustomAttribute<VerbAttribute>()!.Name)];
        string verb = args.Length > 0 ? args[0] : "";
        string[] options = [.. OptionNames(failed.TypeInfo.Current)];

        // An unknown option explains the others best: what follows it is then read as something else.
        Error error = failed.Errors.FirstOrDefault(e => e is UnknownOptionError) ?? failed.Errors.First();
        return error switch
        {
            BadVerbSelectedError bad => UnknownVerb(bad.Token, verbNames),
            UnknownOptionError unknown => Unknown(unknown.Token, verb, options),
            BadFormatConversionError bad => $"{Name(bad.NameInfo)} cannot be '{ValueOf(bad.NameInfo, args)}': {Expected(failed.TypeInfo.Current, bad.NameInfo)} is needed.",
            MissingValueOptionError missing => $"{Name(missing.NameInfo)} needs a value; see gengpu {verb} --help.",
            MissingRequiredOptionError when verb == "bench" => "gengpu bench needs what to time: gengpu bench train, or gengpu bench ops.",
            MissingRequiredOptionError { NameInfo.LongName: "" } when verb == "sweep submit" => "gengpu sweep submit needs a sweep's file, and the number of shards: gengpu sweep submit SPEC.yaml --shards 64.",
            MissingRequiredOptionError when verb == "sweep run" => "gengpu sweep run needs a sweep's file: gengpu sweep run SPEC.yaml.",
            MissingRequiredOptionError missing when missing.NameInfo.LongName.Length == 0 => $"gengpu {verb} needs the folder of a {((verb == "report" || verb.StartsWith("sweep", StringComparison.Ordinal)) ? "sweep" : "run")}: gengpu {verb} DIR.",
            MissingRequiredOptionError missing => $"gengpu {verb} needs {Name(missing.NameInfo)}; see gengpu {verb} --help.",
            RepeatedOptionError repeated => $"{Name(repeated.NameInfo)} is given twice.",
            BadFormatTokenError token => $"'{token.Token}' cannot be read as an option; see gengpu {verb} --help.",
            NamedError named => $"{Name(named.NameInfo)} is wrong; see gengpu {verb} --help.",
            _ => $"the arguments cannot be read; see gengpu {verb} --help.",
        };
    }

    /// <summary>The first option whose value is missing, because the line ends or another option follows. The parser itself takes the default then.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The option class of the verb.</param>
    public static string? OptionWithoutValue(string[] args, Type options)
    {
        string[] valued = [.. Properties(options).Where(p => p.Property.PropertyType != typeof(bool)).SelectMany(p => new[] { $"--{p.Option.LongName}", p.Option.ShortName.Length > 0 ? $"-{p.Option.ShortName}" : "" }).Where(name => name.Length > 0)];
        for (int index = 0; index < args.Length; index++)
        {
            if (valued.Contains(args[index]) && (index + 1 == args.Length || args[index + 1].StartsWith("--", StringComparison.Ordinal)))
                return args[index];
        }

        return null;
    }

    private static string Unknown(string token, string verb, string[] options)
    {
        string shown = token.Length == 1 ? $"-{token}" : $"--{token}";
        return NameSuggestion.Nearest(token, options) is { } nearest
            ? $"gengpu {verb} has no option {shown}; did you mean --{nearest}?"
            : $"gengpu {verb} has no option {shown}; gengpu {verb} --help lists them.";
    }

    private static string UnknownVerb(string token, string[] verbs)
    {
        string hint = NameSuggestion.Hint(token, verbs);
        return $"There is no command '{token}'{hint}{(hint.EndsWith('?') ? "" : ".")}";
    }

    private static IEnumerable<string> OptionNames(Type options) => Properties(options).Select(p => p.Option.LongName).Append("help").Append("version");

    private static IEnumerable<(PropertyInfo Property, OptionAttribute Option)> Properties(Type options) =>
        options.GetProperties().Select(property => (property, property.GetCustomAttribute<OptionAttribute>())).Where(pair => pair.Item2 is not null).Select(pair => (pair.property, pair.Item2!));

    private static string Expected(Type options, NameInfo name)
    {
        Type? type = Properties(options).FirstOrDefault(p => p.Option.LongName == name.LongName).Property?.PropertyType;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(int) ? "a whole number" : type == typeof(long) ? "a whole number" : type == typeof(ulong) ? "a whole number of at least 0" : type == typeof(double) ? "a number" : "another value";
    }

    private static string ValueOf(NameInfo name, string[] args)
    {
        for (int index = 0; index < args.Length; index++)
        {
            foreach (string option in new[] { $"--{name.LongName}", $"-{name.ShortName}" })
            {
                if (args[index].StartsWith(option + "=", StringComparison.Ordinal))
                    return args[index][(option.Length + 1)..];
                if (args[index] == option && index + 1 < args.Length)
                    return args[index + 1];
            }
        }

        return "";
    }

    private static string Name(NameInfo name) => name.LongName.Length > 0 ? $"--{name.LongName}" : name.ShortName.Length > 0 ? $"-{name.ShortName}" : "an argument";
}
