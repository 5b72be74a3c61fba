namespace GenGpu.Core.Accelerators;

/// <summary>Whether a model still takes part in training launches.</summary>
public enum ModelState
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>A value became NaN or infinite; it has stopped where that was noticed.</summary>
    Diverged,

    /// <summary>The host has stopped it (early stopping).</summary>
    Stopped,
}
