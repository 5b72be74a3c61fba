using Spectre.Console;
using Spectre.Console.Rendering;

namespace GenGpu.Cli.Screen;

/// <summary>Shows the progress of some work on a terminal, drawn anew in place.</summary>
/// <typeparam name="TProgress">What the work reports.</typeparam>
internal sealed class LiveDisplay<TProgress> : IProgress<TProgress>
    where TProgress : class
{
    private static readonly TimeSpan _refresh = TimeSpan.FromSeconds(0.2);
    private readonly ManualResetEventSlim _first = new();
    private volatile TProgress? _latest;

    private LiveDisplay()
    {
    }

    /// <summary>Shows progress from the first message on; remarks before that are printed as they come.</summary>
    /// <typeparam name="TResult">What the work gives.</typeparam>
    /// <param name="streams">Where to show it.</param>
    /// <param name="logger">Keeps remarks back meanwhile.</param>
    /// <param name="render">Draws a message in some columns.</param>
    /// <param name="work">The work, done on another thread.</param>
    public static TResult Show<TResult>(Streams streams, LineLogger logger, Func<TProgress, int, IRenderable> render, Func<IProgress<TProgress>, TResult> work)
    {
        var display = new LiveDisplay<TProgress>();
        Task<TResult> task = Task.Factory.StartNew(() => work(display), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        task.ContinueWith(_ => display._first.Set(), TaskScheduler.Default);
        display._first.Wait();
        if (!task.IsCompleted && display._latest is not null)
        {
            IAnsiConsole console = Consoles.Create(streams.Error, streams.ErrorIsTerminal, streams.Colours, streams.Width);
            int width = Math.Min(100, streams.Width - 1);
            logger.Hold();
            console.Live(new Text("")).AutoClear(true).Start(live =>
            {
                do
                {
                    live.UpdateTarget(render(display._latest!, width));
                }
                while (Task.WaitAny([task], _refresh) < 0);
            });
            logger.Release();
        }

        return task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Report(TProgress value)
    {
        _latest = value;
        _first.Set();
    }
}
