using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding;
using GenGpu.Cpu.Buffers;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Peaks;

namespace GenGpu.Cpu;

/// <summary>
/// Runs programs with SIMD kernels: many models are shared out to the cores, one model per core at a time; a single wide model
/// or a large batch is cut into slices that all cores share. The bits of a model do not depend on the number of threads, on its neighbours, or on order.
/// </summary>
public sealed class CpuAccelerator : IAccelerator, IMeasuredCeilings
{
    /// <summary>How long a worker stays with one model before it looks for another that has waited, in seconds.</summary>
    private const double Quantum = 0.0005;

    private readonly Team team;
    private readonly Worker[] workers;
    private readonly KernelBinder binder;
    private readonly ConditionalWeakTable<Program, CompiledPair> compiled = [];
    private readonly Lock running = new();

    /// <summary>Starts the accelerator.</summary>
    /// <param name="threads">Threads to use; 0 for one per core.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public CpuAccelerator(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int count = threads == 0 ? Environment.ProcessorCount : threads;
        team = new Team(count);
        workers = [.. Enumerable.Range(0, count).Select(_ => new Worker())];
        binder = KernelBinder.ForThisMachine();
        Buffers = new CpuBufferKernels(count);
        Info = new AcceleratorInfo(CpuName.Read(), count, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, binder.Description);
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public AcceleratorInfo Info { get; }

    /// <inheritdoc/>
    public IBufferKernels Buffers { get; }

    /// <inheritdoc/>
    public IEnsemble CreateEnsemble(ModelDefinition definition, IReadOnlyList<ulong> seeds)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentOutOfRangeException.ThrowIfZero(seeds.Count, nameof(seeds));
        return new CpuEnsemble(this, definition, seeds);
    }

    /// <inheritdoc/>
    public void Run(IReadOnlyList<Launch> launches)
    {
        LaunchCheck.CheckAll(launches, ensemble => ensemble is CpuEnsemble own && own.Accelerator == this);
        lock (running)
        {
            var pinned = new List<PinnedLaunch>(launches.Count);
            try
            {
                foreach (Launch launch in launches)
                {
                    CompiledPair pair = Compile(launch.Program);
                    pinned.Add(new PinnedLaunch(launch, pair.Full, pair.Quiet));
                }

                RunAll([.. pinned.SelectMany(Items)]);
            }
            finally
            {
                foreach (PinnedLaunch launch in pinned)
                    launch.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public Ceilings MeasureCeilings()
    {
        lock (running)
            return CpuCeilings.Measure(team);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        team.Dispose();
        foreach (Worker worker in workers)
            worker.Dispose();
        (Buffers as IDisposable)?.Dispose();
        foreach ((_, CompiledPair pair) in compiled)
            pair.Dispose();
        compiled.Clear();
    }

    private static IEnumerable<WorkItem> Items(PinnedLaunch launch)
    {
        for (int model = launch.Launch.FirstModel; model < launch.Launch.FirstModel + launch.Launch.ModelCount; model++)
        {
            if (launch.Launch.IncludeStopped || launch.Ensemble.Runs(model))
                yield return new WorkItem(launch, model);
        }
    }

    private CompiledPair Compile(Program program) => compiled.GetValue(program, p =>
    {
        int sliceSize = SliceRule.SliceSize(p);
        CompiledProgram full = CompiledProgram.Compile(p, binder, sliceSize);
        return new CompiledPair(full, p.Quiet == p ? full : CompiledProgram.Compile(p.Quiet, binder, sliceSize, p));
    });

    private void RunAll(List<WorkItem> items)
    {
        // Enough models to keep every core busy: one model per core. Otherwise programs of several slices share all cores, one after the other.
        bool many = items.Count >= 2 * team.Size || team.Size == 1;
        List<WorkItem> wide = many ? [] : [.. items.Where(i => i.Launch.Full.Plan.SliceCount > 1)];
        RunQueue(many ? items : [.. items.Where(i => i.Launch.Full.Plan.SliceCount == 1)]);
        var interpreter = new TeamInterpreter(team, workers);
        foreach (WorkItem item in wide)
        {
            long begin = Stopwatch.GetTimestamp();
            interpreter.Run(item);
            item.Launch.Launch.Clock?.AddSince(begin, team.Size);
        }
    }

    private void RunQueue(List<WorkItem> items)
    {
        if (items.Count == 0)
            return;
        // Longest first; near the end, models take turns in short quanta, so that no core idles while another has two left.
        items.Sort((a, b) => b.Work.CompareTo(a.Work));
        var queue = new ConcurrentQueue<WorkItem>(items);
        int takeTurns = 4 * team.Size;
        if (items.Count == 1)
            Work(0, queue, takeTurns);
        else
            team.Run(member => Work(member, queue, takeTurns));
    }

    private void Work(int member, ConcurrentQueue<WorkItem> queue, int takeTurns)
    {
        while (queue.TryDequeue(out WorkItem? item))
        {
            long begin = Stopwatch.GetTimestamp();
            while (!item.Finished)
            {
                bool others = team.Size > 1 && !queue.IsEmpty && queue.Count < takeTurns;
                if (!others)
                {
                    Interpreter.Advance(workers[member], item, 64);
                    continue;
                }

                long start = Stopwatch.GetTimestamp();
                while (!item.Finished && Stopwatch.GetElapsedTime(start).TotalSeconds < Quantum)
                    Interpreter.Advance(workers[member], item, 8);
                if (!item.Finished)
                    break;
            }

            item.Launch.Launch.Clock?.AddSince(begin);
            if (!item.Finished)
                queue.Enqueue(item);
        }
    }

    private sealed record CompiledPair(CompiledProgram Full, CompiledProgram Quiet) : IDisposable
    {
        public void Dispose()
        {
            Full.Dispose();
            if (Quiet != Full)
                Quiet.Dispose();
        }
    }
}
