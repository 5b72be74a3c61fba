namespace GenGpu.Cpu.Execution;

/// <summary>A fixed set of threads that run one job together: the caller is member 0, the others wait in between. A failure of any member is thrown to the caller.</summary>
internal sealed class Team : IDisposable
{
    private readonly Thread[] threads;
    private readonly SemaphoreSlim[] wakes;
    private readonly CountdownEvent done;
    private Action<int>? job;
    private Exception? failure;
    private volatile bool closing;

    public Team(int size)
    {
        Size = size;
        threads = new Thread[size - 1];
        wakes = new SemaphoreSlim[size - 1];
        done = new CountdownEvent(Math.Max(1, size - 1));
        for (int i = 0; i < threads.Length; i++)
        {
            int member = i + 1;
            wakes[i] = new SemaphoreSlim(0);
            threads[i] = new Thread(() => Loop(member)) { IsBackground = true, Name = $"gengpu-cpu-{member}" };
            threads[i].Start();
        }
    }

    public int Size { get; }

    /// <summary>Runs the job on all members and returns when all have ended.</summary>
    public void Run(Action<int> work)
    {
        if (Size == 1)
        {
            work(0);
            return;
        }

        job = work;
        failure = null;
        done.Reset(threads.Length);
        foreach (SemaphoreSlim wake in wakes)
            wake.Release();
        Attempt(0);
        done.Wait();
        job = null;
        if (failure is { } first)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
    }

    public void Dispose()
    {
        closing = true;
        foreach (SemaphoreSlim wake in wakes)
            wake.Release();
        foreach (Thread thread in threads)
            thread.Join();
        foreach (SemaphoreSlim wake in wakes)
            wake.Dispose();
        done.Dispose();
    }

    private void Loop(int member)
    {
        while (true)
        {
            wakes[member - 1].Wait();
            if (closing)
                return;
            Attempt(member);
            done.Signal();
        }
    }

    private void Attempt(int member)
    {
        try
        {
            job!(member);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
        }
    }
}
