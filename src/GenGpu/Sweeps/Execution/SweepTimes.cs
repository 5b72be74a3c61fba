namespace GenGpu.Sweeps.Execution;

/// <summary>Wall-clock seconds of a run of a sweep.</summary>
/// <param name="Total">All.</param>
/// <param name="Training">Training steps.</param>
/// <param name="Evaluation">Samples and metrics, floors included.</param>
/// <param name="CoreSeconds">Seconds that cores were busy with training, added up; NaN where the accelerator does not measure it.</param>
/// <param name="Cores">Cores that train.</param>
public sealed record SweepTimes(double Total, double Training, double Evaluation, double CoreSeconds, int Cores)
{
    /// <summary>Everything else: plans, ensembles, checkpoints, results.</summary>
    public double Machinery => Total - Training - Evaluation;

    /// <summary>Share of the core time of training that cores were busy.</summary>
    public double Busy => CoreSeconds / (Training * Cores);
}
