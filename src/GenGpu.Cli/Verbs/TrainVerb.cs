using GenGpu.Cli.Options;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu train</c>.</summary>
internal static class TrainVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>The exit code.</returns>
    public static int Run(TrainOptions options, Streams streams, CancellationToken stop) =>
        TrainingScreen.Run(OptionMapper.Map(options), options, streams, stop);
}
