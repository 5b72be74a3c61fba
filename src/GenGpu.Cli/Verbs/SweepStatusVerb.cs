using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Storage;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Reports;
using Spectre.Console;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu sweep status</c>.</summary>
internal static class SweepStatusVerb
{
    private const int MostShards = 80;

    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code: 3 when some trials diverged or failed, otherwise 0; that some are missing is no error of a sweep that runs.</returns>
    public static int Run(SweepStatusOptions options, Streams streams)
    {
        SweepStatus status = SweepStatus.Read(new SweepFolder(options.Folder));
        if (options.Json)
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/sweep-status/1", status }));
        else
            Print(status, options.Folder, streams);
        return status.Diverged + status.Failed > 0 ? ExitCodes.SomeFailed : ExitCodes.Done;
    }

    private static void Print(SweepStatus status, string folder, Streams streams)
    {
        IAnsiConsole console = Consoles.Create(streams.Out, streams.OutIsTerminal, streams.Colours, streams.Width);
        string left = status.SecondsLeft is { } seconds ? $", {Figures.Seconds(seconds)} left" : "";
        console.WriteLine(FormattableString.Invariant($"{status.Name}: {Figures.Whole(status.Ended)} of {Figures.Whole(status.Trials)} trials have ended{left}"));
        Table table = new Table().Border(TableBorder.Rounded);
        (string Word, int Count)[] counts = [("done", status.Done), ("diverged", status.Diverged), ("failed", status.Failed), ("running", status.Running), ("interrupted", status.Interrupted), ("pending", status.Pending)];
        foreach ((string word, _) in counts)
            table.AddColumn(new TableColumn(word).RightAligned());
        table.AddRow([.. counts.Select(count => Figures.Whole(count.Count))]);
        console.Write(table);
        foreach (OwnerStatus owner in status.Owners)
        {
            string state = owner.State switch { LeaseState.Live => "working", LeaseState.Dead => "dead; the next start takes its work over", _ => "stale; the next start takes its work over" };
            console.WriteLine($"{state}: {Lease.Describe(owner.Lease, TimeSpan.FromSeconds(owner.AgeSeconds))}");
        }

        if (status.Shards.Count > 0)
            Shards(console, status);
        if (status.Ended < status.Trials && status.Owners.All(owner => owner.State != LeaseState.Live))
        {
            string quoted = SlurmScripts.Quote(folder);

            // Files cannot say what waits in a queue.
            streams.Out.WriteLine(status.Submission is { } submission
                ? FormattableString.Invariant($"nobody works on it now; whether the jobs of {submission.Submitted:yyyy-MM-dd HH:mm} UTC still wait, squeue --jobs {string.Join(',', submission.Jobs)} says; if not, to go on: gengpu sweep submit {quoted} --shards {submission.Shards}")
                : $"nobody works on it; to go on: gengpu sweep run {quoted}");
        }

        foreach (string lease in status.DamagedLeases)
            streams.Out.WriteLine($"the lease file {lease} is damaged and says nothing of who works there; the next start of its shard replaces it, or delete it when nobody does");
        if (status.Repeated > 0)
            console.WriteLine(FormattableString.Invariant($"{status.Repeated} results were computed twice and count once"));
        if (status.Damage.TornBytes > 0)
            console.WriteLine(FormattableString.Invariant($"{status.Damage.TornBytes} bytes were being written when a process ended and are passed over"));
        if (status.Damage.DamagedRecords > 0)
            console.WriteLine(FormattableString.Invariant($"{status.Damage.DamagedRecords} records are damaged; the next run trains their trials again"));
    }

    private static void Shards(IAnsiConsole console, SweepStatus status)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("shard").AddColumn("state");
        foreach (string title in new[] { "trials", "missing", "starts", "restarts", "results" })
            table.AddColumn(new TableColumn(title).RightAligned());
        table.AddColumn("ran on");

        // With many shards, those that have something missing.
        ShardStatus[] shown = [.. status.Shards.OrderBy(shard => status.Shards.Count > MostShards && shard.State == ShardState.Done).Take(MostShards)];
        foreach (ShardStatus shard in shown)
        {
            string where = shard.Where.Count > 0 ? string.Join(", ", shard.Where) : shard.Submitted is { } task ? $"submitted as {task}" : "-";
            table.AddRow(shard.Shard, Word(shard.State), Figures.Whole(shard.Trials), Figures.Whole(shard.Missing), Figures.Whole(shard.Starts), Figures.Whole(shard.Restarts), Figures.Whole(shard.Results), Markup.Escape(where));
        }

        console.Write(table);
        if (status.Shards.Count > MostShards)
            console.WriteLine(FormattableString.Invariant($"... and {status.Shards.Count - MostShards} more shards; --json lists all"));
        foreach (ShardStatus shard in status.Shards.Where(shard => shard.State == ShardState.Stopped && shard.End is not (null or "stopped" or "complete")).Take(MostShards))
            console.WriteLine($"shard {shard.Shard} ended with: {shard.End}");
    }

    private static string Word(ShardState state) => state switch
    {
        ShardState.NeverStarted => "never started",
        ShardState.Running => "running",
        ShardState.Stale => "stale",
        ShardState.Stopped => "stopped",
        _ => "done",
    };
}
