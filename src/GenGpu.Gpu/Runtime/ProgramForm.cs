namespace GenGpu.Gpu.Runtime;

/// <summary>A program, compiled for a device.</summary>
/// <param name="scratchFloats">Floats of global scratch per model that runs at the same time.</param>
/// <param name="labels">What a status word means: status s stands for label s - 1.</param>
internal abstract class ProgramForm(int scratchFloats, IReadOnlyList<string> labels) : IDisposable
{
    /// <summary>Floats of global scratch per model that runs at the same time.</summary>
    public int ScratchFloats => scratchFloats;

    /// <summary>What a status word means: status s stands for label s - 1.</summary>
    public IReadOnlyList<string> Labels => labels;

    /// <summary>How fast it runs here.</summary>
    public Pace Pace { get; } = new();

    /// <summary>Starts some steps of all models of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="position">First step, from the launch's first.</param>
    /// <param name="positions">Number of steps.</param>
    public abstract IDeviceEvent Start(LaunchBatch batch, int position, int positions);

    /// <inheritdoc/>
    public abstract void Dispose();
}
