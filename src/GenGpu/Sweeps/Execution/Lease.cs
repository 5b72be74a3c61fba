using System.Diagnostics;
using System.Text.Json;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Expansion;

namespace GenGpu.Sweeps.Execution;

/// <summary>
/// Keeps two processes from training the same part of a sweep at the same time. A lease saves work and is no lock: where it fails (two machines with clocks apart, a network file system), a trial is trained twice with the same bits and counted once.
/// It is taken behind the <see cref="FolderGate"/>, renewed every ten seconds, and stays when it is given back, to say who worked there and how that ended.
/// </summary>
public sealed class Lease : IDisposable
{
    /// <summary>Time between two renewals.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly Timer _timer;
    private readonly Lock _lock = new();
    private LeaseDocument _document;

    private Lease(string path, LeaseDocument document)
    {
        (_path, _document) = (path, document);

        // On a thread of its own: the figures of large models can take longer than a lease may lie untouched.
        _timer = new Timer(_ => Renew(), null, Renewal, Renewal);
    }

    /// <summary>Takes the lease of a shard. The caller holds the gate of the folder.</summary>
    /// <param name="folder">The sweep's folder; it has been prepared.</param>
    /// <param name="shard">The part.</param>
    /// <param name="trials">Trials of the part.</param>
    /// <param name="steal">Take it also from an owner that seems to live.</param>
    /// <param name="note">Receives a sentence when an abandoned lease was taken over.</param>
    /// <exception cref="UserErrorException">Another process holds it, or one that divides the sweep otherwise; the message says who.</exception>
    public static Lease Take(SweepFolder folder, Shard shard, int trials, bool steal, Action<string> note)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(note);
        string path = Path.Combine(folder.Leases, NameOf(shard));
        using Process self = Process.GetCurrentProcess();
        var document = new LeaseDocument(LeaseDocument.CurrentSchema, Guid.NewGuid().ToString("N"), Environment.MachineName, Environment.ProcessId, self.StartTime.ToUniversalTime(), ClusterJob.Name, shard.ToString(), DateTime.UtcNow, trials, 0, 0, null)
        {
            Restarts = ClusterJob.Restarts,
        };
        foreach (string other in Paths(folder))
        {
            // The shards of one N are disjoint; those of another overlap with them.
            bool same = other == path;
            if (!same && Path.GetFileName(other).EndsWith(FormattableString.Invariant($"of{shard.Count}.json"), StringComparison.Ordinal))
                continue;
            TimeSpan age = AgeOf(other);
            if (Read(other) is not { } owner)
            {
                // Leases come to be as a whole: one that cannot be read is damaged, and no owner will ever renew it.
                if (same && (steal || age > 3 * Renewal))
                    note($"replacing the lease {other}, which cannot be read");
                else if (same)
                    throw new UserErrorException($"The lease {other} cannot be read, and is {Math.Max(0, age.TotalSeconds):0} s old; try again in half a minute, when it counts as abandoned.");
                continue;
            }

            LeaseState state = StateOf(owner, age);
            bool requeued = IsRequeueOf(owner, document);
            if (state == LeaseState.Live && !steal && !requeued)
                throw new UserErrorException($"{folder.Path} is being worked on by {Describe(owner, age)}; wait for it, stop it, or give another --output.{(owner.Host == document.Host ? "" : " If it no longer lives, --steal takes its work over.")}");
            if (!same)
                continue;
            document = document with { Starts = owner.Starts + 1 };
            if (state != LeaseState.Released)
                note($"taking over from {Describe(owner, age)}, which {(state == LeaseState.Dead ? "no longer lives" : requeued ? "was this very job" : "seems not to live any more")}");
        }

        JsonFile.Write(path, document);
        return new Lease(path, document);
    }

    /// <summary>The leases of a sweep with the time since each was renewed; null for one that cannot be read.</summary>
    /// <param name="folder">The sweep's folder.</param>
    public static IReadOnlyList<(string Path, LeaseDocument? Owner, TimeSpan Age)> All(SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return [.. Paths(folder).Select(path => (path, Read(path), AgeOf(path)))];
    }

    /// <summary>What can be said of an owner.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="age">Time since it renewed its lease.</param>
    public static LeaseState StateOf(LeaseDocument owner, TimeSpan age)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.End is not null)
            return LeaseState.Released;
        if (owner.Host == Environment.MachineName)
            return IsAlive(owner) ? LeaseState.Live : LeaseState.Dead;
        return age > 3 * Renewal ? LeaseState.Stale : LeaseState.Live;
    }

    /// <summary>An owner in words.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="age">Time since it renewed its lease.</param>
    public static string Describe(LeaseDocument owner, TimeSpan age)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return FormattableString.Invariant($"process {owner.Process} on {owner.Host}{(owner.Job is { } job ? $" (job {job}{(owner.Restarts > 0 ? FormattableString.Invariant($", restart {owner.Restarts}") : "")})" : "")}, shard {owner.Shard}, since {owner.Since:yyyy-MM-dd HH:mm:ss} UTC, last heard of {Math.Max(0, age.TotalSeconds):0} s ago");
    }

    /// <summary>Processes that have worked on the shard so far, this one included.</summary>
    public int Starts => _document.Starts;

    /// <summary>What the next renewal will say.</summary>
    /// <param name="ended">Trials that have ended.</param>
    /// <param name="running">Trials that train.</param>
    /// <param name="secondsLeft">Estimate of the time left, or null.</param>
    public void Report(int ended, int running, double? secondsLeft)
    {
        lock (_lock)
            _document = _document with { Ended = ended, Running = running, SecondsLeft = secondsLeft };
    }

    /// <summary>Says how the work has ended, before the lease is given back.</summary>
    /// <param name="end">In words: complete, stopped, or what went wrong.</param>
    public void Ends(string end)
    {
        lock (_lock)
            _document = _document with { End = end, Running = 0, SecondsLeft = null };
    }

    /// <summary>Gives the lease back.</summary>
    public void Dispose()
    {
        using (var done = new ManualResetEvent(false))
        {
            if (_timer.Dispose(done))
                done.WaitOne();
        }

        if (_document.End is null)
            Ends("ended by an error");
        Renew();
    }

    /// <summary>Whether a process is the same task of a cluster as an owner, started again. Two processes side by side in one job are not: there the owner lives, and its machine can tell.</summary>
    internal static bool IsRequeueOf(LeaseDocument owner, LeaseDocument process) =>
        owner.Job is not null && owner.Job == process.Job && (owner.Host != process.Host || process.Restarts > owner.Restarts);

    private void Renew()
    {
        LeaseDocument document;
        lock (_lock)
            document = _document;
        try
        {
            // Whoever took it over keeps it: both then compute the same bits.
            if (Read(_path) is { } now && now.Token != document.Token)
                return;
            JsonFile.Write(_path, document);
        }
        catch (UserErrorException)
        {
            // A lease that grows old is not worth the training; results on the same disk will tell what is wrong with it.
        }
    }

    private static IEnumerable<string> Paths(SweepFolder folder) => Directory.Exists(folder.Leases) ? Directory.EnumerateFiles(folder.Leases, "*.json").Order(StringComparer.Ordinal) : [];

    private static string NameOf(Shard shard) => FormattableString.Invariant($"{shard.Index}of{shard.Count}.json");

    private static TimeSpan AgeOf(string path) => DateTime.UtcNow - File.GetLastWriteTimeUtc(path);

    private static LeaseDocument? Read(string path)
    {
        try
        {
            var document = JsonSerializer.Deserialize<LeaseDocument>(File.ReadAllBytes(path), JsonFile.Indented);

            // A lease is named after its shard.
            return document is { Host: not null } && Shard.TryParse(document.Shard) is { } shard && NameOf(shard) == Path.GetFileName(path) ? document : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static bool IsAlive(LeaseDocument owner)
    {
        try
        {
            using Process process = Process.GetProcessById(owner.Process);
            return !process.HasExited && Math.Abs((process.StartTime.ToUniversalTime() - owner.ProcessStarted).TotalSeconds) < 2;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
