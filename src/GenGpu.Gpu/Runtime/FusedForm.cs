namespace GenGpu.Gpu.Runtime;

/// <summary>One kernel: a group per model, the loop over steps inside.</summary>
internal sealed class FusedForm(ProgramSource source, IDeviceKernel kernel) : ProgramForm(source.ScratchFloats, source.Labels)
{
    /// <inheritdoc/>
    public override IDeviceEvent Start(LaunchBatch batch, int position, int positions) =>
        batch.Stream.Launch(kernel, batch.Groups, [.. batch.Blocks, position, positions, .. batch.Streams]);

    /// <inheritdoc/>
    public override void Dispose() => kernel.Dispose();
}
