using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GenGpu.Cli;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Execution;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>
/// A real Slurm on this one machine for the tests of one class: two virtual nodes of two processors, ports and folder of its own, MaxArraySize 8. It is stopped by the process ids that its daemons wrote.
/// </summary>
public sealed class SlurmCluster : IDisposable
{
    /// <summary>More shards than this become several arrays.</summary>
    public const int MaxArraySize = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Sockets' paths are short, and munged wants every folder above its own to be closed to others' writing, or sticky.
    private readonly string _folder = Directory.CreateTempSubdirectory("gslurm").FullName;
    private readonly bool _isUp;

    public SlurmCluster()
    {
        if (SlurmFactAttribute.Missing() is { } missing)
        {
            // In CI the tests run, and say this.
            Problem = missing;
            return;
        }

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        string script = Path.Combine(_folder, "slurm-up.sh");
        using (Stream resource = typeof(SlurmCluster).Assembly.GetManifestResourceStream("slurm-up.sh")!)
        using (FileStream file = File.Create(script))
            resource.CopyTo(file);
        int[] ports = FreePorts(3);
        (int code, string output) = Run("bash", [script, Path.Combine(_folder, "up"), .. ports.Select(port => port.ToString(CultureInfo.InvariantCulture)), MaxArraySize.ToString(CultureInfo.InvariantCulture)]);
        _isUp = code == 0;
        Problem = _isUp ? null : $"Slurm does not come up: {output}";
    }

    /// <summary>Why there is no cluster, or null.</summary>
    public string? Problem { get; }

    /// <summary>Runs gengpu as a user of the cluster does.</summary>
    public (int ExitCode, string Output) Gengpu(params string[] arguments) => Run("dotnet", [typeof(CommandLineApplication).Assembly.Location, .. arguments]);

    /// <summary>Runs a command of Slurm, which must succeed.</summary>
    public string Slurm(string program, params string[] arguments)
    {
        (int code, string output) = Run(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {output}");
        return output;
    }

    /// <summary>Waits until something holds.</summary>
    public void Until(Func<bool> holds, string what)
    {
        for (long begin = Stopwatch.GetTimestamp(); !holds(); Thread.Sleep(50))
            Assert.True(Stopwatch.GetElapsedTime(begin) < Patience, $"{what} has not come: {Run("squeue", []).Output}");
    }

    /// <summary>Waits until the queue is empty. Requeued tasks begin after two seconds, in place of the two minutes that Slurm holds them back; at once would be too early, for credentials count in seconds.</summary>
    public void UntilEmpty()
    {
        var held = new Dictionary<string, long>(StringComparer.Ordinal);
        Until(() =>
        {
            string[] jobs = Slurm("squeue", "--noheader", "--array", "--format", "%i %r").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (string job in jobs.Where(job => job.EndsWith(" BeginTime", StringComparison.Ordinal)).Select(job => job.Split(' ')[0]))
            {
                if (held.TryAdd(job, Stopwatch.GetTimestamp()) || Stopwatch.GetElapsedTime(held[job]) < TimeSpan.FromSeconds(2))
                    continue;
                Run("scontrol", ["update", $"JobId={job}", "StartTime=now"]);
                held.Remove(job);
            }

            return jobs.Length == 0;
        }, "the end of all jobs");
    }

    /// <summary>The lease of a shard, once a process works on it.</summary>
    public LeaseDocument UntilTaken(string sweep, int shard)
    {
        LeaseDocument? owner = null;
        Until(() => (owner = Lease.All(new SweepFolder(sweep)).Select(lease => lease.Owner).FirstOrDefault(lease => lease is { End: null } && lease.Shard.StartsWith(FormattableString.Invariant($"{shard}/"), StringComparison.Ordinal))) is not null, $"shard {shard}");
        return owner!;
    }

    /// <summary>The logs of all tasks, for messages.</summary>
    public static string Logs(string sweep) => string.Join('\n', Directory.EnumerateFiles(SlurmScripts.FolderOf(new SweepFolder(sweep)), "*.log").Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)}: {File.ReadAllText(path)}"));

    public void Dispose()
    {
        if (_isUp)
            Run("scancel", ["--user=root"]);
        string up = Path.Combine(_folder, "up");
        foreach (string name in new[] { "slurmd-n1.pid", "slurmd-n2.pid", "slurmctld.pid", "munge/pid" })
            Stop(Path.Combine(up, name));
        for (int attempt = 0; attempt < 50; attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
                return;
            }
            catch (IOException)
            {
                // A daemon writes its last lines.
                Thread.Sleep(100);
            }
        }
    }

    private static void Stop(string pidFile)
    {
        if (!File.Exists(pidFile) || !int.TryParse(File.ReadAllText(pidFile), NumberStyles.Integer, CultureInfo.InvariantCulture, out int id))
            return;
        try
        {
            using Process daemon = Process.GetProcessById(id);
            using Process kill = Process.Start("kill", [id.ToString(CultureInfo.InvariantCulture)]);
            if (!daemon.WaitForExit(TimeSpan.FromSeconds(10)))
                daemon.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
            listener.Stop();
        return ports;
    }

    private (int ExitCode, string Output) Run(string program, IReadOnlyList<string> arguments)
    {
        // The daemons inherit their starter's pipes; a file lets this process go on.
        string log = Path.Combine(_folder, Path.GetRandomFileName());
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true };
        foreach (string word in (string[])["-c", "exec \"$@\" > \"$0\" 2>&1", log, program, .. arguments])
            start.ArgumentList.Add(word);
        start.Environment["SLURM_CONF"] = Path.Combine(_folder, "up", "slurm.conf");
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        using var process = new Cli.RunningProcess(Process.Start(start)!);
        process.Process.StandardInput.Close();
        Assert.True(process.Process.WaitForExit(Patience), $"{program} has not ended");
        return (process.Process.ExitCode, File.ReadAllText(log));
    }
}
