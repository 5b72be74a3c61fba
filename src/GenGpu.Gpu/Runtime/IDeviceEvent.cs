namespace GenGpu.Gpu.Runtime;

/// <summary>The end of one kernel call.</summary>
internal interface IDeviceEvent : IDisposable
{
    /// <summary>Waits for it.</summary>
    /// <returns>Seconds that the call took on the device.</returns>
    /// <exception cref="DeviceLostException">The device stopped in it.</exception>
    double Wait();
}
