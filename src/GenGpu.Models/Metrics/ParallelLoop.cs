using System.Runtime.ExceptionServices;

namespace GenGpu.Models.Metrics;

/// <summary>Loops over cores whose first failure arrives as it was thrown, so that a sentence for the user remains one.</summary>
public static class ParallelLoop
{
    /// <summary>Runs the body for every index.</summary>
    /// <param name="begin">First index.</param>
    /// <param name="end">One past the last index.</param>
    /// <param name="threads">Threads to use at most; 0 for one per core.</param>
    /// <param name="body">Called from several threads.</param>
    /// <param name="cancellation">Looked at before every call.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static void For(int begin, int end, int threads, Action<int> body, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation };
        try
        {
            Parallel.For(begin, end, options, body);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }
}
