using System.Runtime.InteropServices;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Runtime;

/// <summary>The data buffers of a definition on one device, shared by all ensembles of it.</summary>
internal sealed class SharedData
{
    private readonly Dictionary<ModelDefinition, (DeviceBuffer[] Buffers, int Users)> held = new(ReferenceEqualityComparer.Instance);
    private readonly DeviceRuntime device;

    /// <param name="device">The device.</param>
    public SharedData(DeviceRuntime device) => this.device = device;

    /// <summary>The buffers of a definition, in their order.</summary>
    public DeviceBuffer[] Of(ModelDefinition definition) => held[definition].Buffers;

    /// <summary>One user more.</summary>
    public void Add(ModelDefinition definition)
    {
        if (held.TryGetValue(definition, out (DeviceBuffer[] Buffers, int Users) shared))
        {
            held[definition] = (shared.Buffers, shared.Users + 1);
            return;
        }

        var buffers = new List<DeviceBuffer>();
        try
        {
            foreach (DataBuffer data in definition.Buffers)
            {
                // Vectors may read past the last value.
                DeviceBuffer buffer = device.Memory.TakeForStates(Padding.RoundUp(data.Data.Length + Padding.Lanes) * (long)sizeof(float));
                buffers.Add(buffer);
                device.Transfers.Clear(buffer, 0, buffer.Bytes);
                device.Transfers.Write(buffer, 0, MemoryMarshal.AsBytes(data.Data.Span));
            }
        }
        catch
        {
            buffers.ForEach(device.Memory.Free);
            throw;
        }

        held.Add(definition, ([.. buffers], 1));
    }

    /// <summary>One user less.</summary>
    public void Remove(ModelDefinition definition)
    {
        (DeviceBuffer[] buffers, int users) = held[definition];
        if (users > 1)
        {
            held[definition] = (buffers, users - 1);
            return;
        }

        held.Remove(definition);
        foreach (DeviceBuffer buffer in buffers)
            device.Memory.Free(buffer);
    }
}
