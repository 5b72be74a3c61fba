namespace GenGpu.Cpu.Execution;

/// <summary>One model's share of a launch, done up to <see cref="Done"/> steps.</summary>
internal sealed class WorkItem(PinnedLaunch launch, int model)
{
    public PinnedLaunch Launch { get; } = launch;

    /// <summary>Index of the model in its ensemble.</summary>
    public int Model { get; } = model;

    /// <summary>Steps done.</summary>
    public int Done { get; set; }

    public double Work => Launch.Full.FlopsPerStep * Launch.Launch.StepCount;

    public bool Finished => Done >= Launch.Launch.StepCount;
}
