using System.Globalization;
using System.Reflection;
using CommandLine;
using CommandLine.Text;
using GenGpu.Cli.Options;
using GenGpu.Cli.Verbs;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Training;
using CompareOptions = GenGpu.Cli.Options.CompareOptions;

namespace GenGpu.Cli;

/// <summary>The command line: parses a verb and its options, runs it, and turns errors into one sentence and an exit code.</summary>
public static class CommandLineApplication
{
    private static readonly Type[] _verbs =
    [
        typeof(CompareOptions), typeof(TrainOptions), typeof(SampleOptions), typeof(EvaluateOptions), typeof(TargetsOptions), typeof(SettingsOptions), typeof(DevicesOptions), typeof(DumpOptions), typeof(BenchOptions),
        typeof(SweepRunOptions), typeof(SweepSubmitOptions), typeof(SweepStatusOptions), typeof(SweepCollectOptions), typeof(SweepBestOptions), typeof(ReportOptions),
    ];

    /// <summary>Runs on the process's own streams and signals.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code.</returns>
    public static int RunProcess(string[] args)
    {
        // Verbs that cannot stop halfway keep the system's own behaviour: the first Ctrl-C ends them.
        using SignalStop? signals = args is ["compare" or "train" or "evaluate", ..] or ["sweep", "run", ..] ? new SignalStop() : null;
        using Streams streams = Streams.OfProcess();
        return Run(args, streams, signals?.Token ?? CancellationToken.None, () => signals?.IsPreemption == true);
    }

    /// <summary>Runs with given streams, for tests and embedding.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="streams">Where data and talk go.</param>
    /// <param name="stop">Asks training to write a checkpoint and end.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, Streams streams, CancellationToken stop) => Run(args, streams, stop, () => false);

    private static int Run(string[] args, Streams streams, CancellationToken stop, Func<bool> isPreempted)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(streams);
        try
        {
            return Parse(args, streams, stop, isPreempted);
        }
        catch (Exception error) when (Unwrap(error) is UserErrorException user)
        {
            streams.Error.WriteLine($"gengpu: {user.Message}");
            if (args.Contains("--verbose"))
                streams.Error.WriteLine(error);
            return user.ExitCode;
        }
        catch (Exception error) when (Unwrap(error) is IOException or UnauthorizedAccessException)
        {
            streams.Error.WriteLine($"gengpu: {Unwrap(error).Message}");
            return ExitCodes.Error;
        }
        catch (Exception error) when (Unwrap(error) is OutOfMemoryException)
        {
            streams.Error.WriteLine("gengpu: The memory of this machine is too small for this; lower --budget, --batch-size, --seeds or the number of samples.");
            return ExitCodes.Error;
        }
        catch (Exception error)
        {
            streams.Error.WriteLine($"gengpu: unexpected error: {Unwrap(error).Message} This is a fault of the program; --verbose shows where.");
            if (args.Contains("--verbose"))
                streams.Error.WriteLine(error);
            return ExitCodes.Error;
        }
    }

    private static int Parse(string[] args, Streams streams, CancellationToken stop, Func<bool> isPreempted)
    {
        using var parser = new Parser(settings =>
        {
            settings.HelpWriter = null;
            settings.CaseInsensitiveEnumValues = true;
            settings.ParsingCulture = CultureInfo.InvariantCulture;
        });

        // The parser's own help command forgets the verb when HelpWriter is off.
        if (args is ["help", { } about, ..])
            args = [about, .. args[2..], "--help"];
        if (SweepVerbs.IsOverview(args))
        {
            (args.Length == 1 ? streams.Error : streams.Out).WriteLine(SweepVerbs.Overview(_verbs));
            return args.Length == 1 ? ExitCodes.Usage : ExitCodes.Done;
        }

        args = SweepVerbs.Join(args);
        ParserResult<object> result = parser.ParseArguments(args, _verbs);
        if (result is NotParsed<object> failed)
            return Failed(failed, args, streams);
        object options = ((Parsed<object>)result).Value;
        if (UsageErrors.OptionWithoutValue(args, options.GetType()) is { } lacking)
            throw new UserErrorException($"{lacking} needs a value; see gengpu {args[0]} --help.", ExitCodes.Usage);
        if (options is CommonOptions { Extra: { } extra } && extra.FirstOrDefault() is { } surplus)
            throw new UserErrorException($"'{surplus}' is one argument too many; options begin with two dashes, see gengpu {args[0]} --help.", ExitCodes.Usage);
        return options switch
        {
            CompareOptions compare => CompareVerb.Run(compare, streams, stop),
            TrainOptions train => TrainVerb.Run(train, streams, stop),
            SampleOptions sample => SampleVerb.Run(sample, streams, stop),
            EvaluateOptions evaluate => EvaluateVerb.Run(evaluate, streams, stop),
            TargetsOptions targets => TargetsVerb.Run(targets, streams),
            SettingsOptions settings => SettingsVerb.Run(settings, streams),
            DevicesOptions devices => DevicesVerb.Run(devices, streams),
            DumpOptions dump => DumpVerb.Run(dump, streams),
            BenchOptions bench => BenchVerb.Run(bench, streams),
            SweepRunOptions sweep => SweepRunVerb.Run(sweep, streams, stop, isPreempted),
            SweepSubmitOptions sweep => SweepSubmitVerb.Run(sweep, streams),
            SweepStatusOptions sweep => SweepStatusVerb.Run(sweep, streams),
            SweepCollectOptions sweep => SweepCollectVerb.Run(sweep, streams),
            SweepBestOptions sweep => SweepBestVerb.Run(sweep, streams),
            ReportOptions report => ReportVerb.Run(report, streams),
            _ => throw new InvalidOperationException($"No verb takes {options.GetType().Name}."),
        };
    }

    private static int Failed(NotParsed<object> failed, string[] args, Streams streams)
    {
        if (failed.Errors.Any(error => error is VersionRequestedError))
        {
            streams.Out.WriteLine(args.Contains("--json")
                ? JsonFile.ToLine(new { gengpu = BuildVersion.Text, numerics = NumericsVersion.Current, dotnet = Environment.Version.ToString() })
                : $"gengpu {BuildVersion.Text}");
            return ExitCodes.Done;
        }

        if (failed.Errors.Any(error => error is HelpRequestedError or HelpVerbRequestedError))
        {
            streams.Out.WriteLine(Help(failed, streams));
            return ExitCodes.Done;
        }

        if (failed.Errors.Any(error => error is NoVerbSelectedError))
        {
            streams.Error.WriteLine(Help(failed, streams));
            return ExitCodes.Usage;
        }

        streams.Error.WriteLine($"gengpu: {UsageErrors.Describe(failed, args, _verbs)}");
        return ExitCodes.Usage;
    }

    private static string Help(NotParsed<object> failed, Streams streams)
    {
        HelpText help = HelpText.AutoBuild(
            failed,
            text =>
            {
                text.Heading = $"gengpu {BuildVersion.Text}: trains ensembles of small generative models";
                text.Copyright = "";
                text.AddPreOptionsLine(failed.TypeInfo.Current == typeof(NullInstance)
                    ? "usage: gengpu COMMAND [options]      gengpu COMMAND --help lists the options of a command"
                    : $"usage: gengpu {VerbName(failed.TypeInfo.Current)} [options]");
                text.AdditionalNewLineAfterOption = false;
                text.AddDashesToOption = true;
                text.MaximumDisplayWidth = Math.Clamp(streams.Width, 80, 110);
                return text;
            },
            example => example,
            verbsIndex: failed.TypeInfo.Current == typeof(NullInstance),
            maxDisplayWidth: Math.Clamp(streams.Width, 80, 110));
        return help.ToString().TrimEnd() + "\n";
    }

    private static string VerbName(Type options) => options.GetCustomAttribute<VerbAttribute>()?.Name ?? "COMMAND";

    private static Exception Unwrap(Exception error) => error is AggregateException { InnerExceptions: [var inner, ..] } ? Unwrap(inner) : error;
}
