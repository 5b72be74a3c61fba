namespace GenGpu.Core.Accelerators;

/// <summary>The status word of a model. A model that diverges stops alone; its neighbours go on.</summary>
/// <param name="State">Running, diverged or stopped.</param>
/// <param name="Step">The step at which it diverged or was stopped; 0 while it runs.</param>
/// <param name="Value">What became NaN or infinite first (a parameter's gradient, a checked value); empty otherwise.</param>
public readonly record struct ModelStatus(ModelState State, long Step, string Value)
{
    /// <summary>A model that runs.</summary>
    public static ModelStatus Running => new(ModelState.Running, 0, "");

    /// <summary>A model that was stopped early by the host.</summary>
    /// <param name="step">Steps done.</param>
    public static ModelStatus Stopped(long step) => new(ModelState.Stopped, step, "");
}
