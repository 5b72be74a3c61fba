using System.Globalization;
using GenGpu.Core;

namespace GenGpu.Gpu;

/// <summary>Which devices a user means.</summary>
internal static class DeviceSelector
{
    /// <summary>Chooses among the listed devices.</summary>
    /// <param name="option">The whole option, for messages.</param>
    /// <param name="which">An index, a part of the name, or all; null for the first GPU, or else the first device.</param>
    /// <param name="listed">What there is, at least one.</param>
    /// <returns>Indices.</returns>
    /// <exception cref="UserErrorException">There is no such device, or it cannot be used; exit code 5.</exception>
    public static IReadOnlyList<int> Choose(string option, string? which, IReadOnlyList<GpuDeviceInfo> listed)
    {
        int[] usable = [.. Enumerable.Range(0, listed.Count).Where(index => listed[index].Unusable is null)];
        if (which is null || string.Equals(which, "all", StringComparison.OrdinalIgnoreCase))
        {
            if (usable.Length == 0)
                throw new UserErrorException($"--accelerator {option}: {listed[0].Name} ({listed[0].Hardware}) cannot be used. {listed[0].Unusable}", exitCode: 5);
            return which is null ? [usable.OrderBy(index => listed[index].IsProcessor).First()] : usable;
        }

        int found = Find(which, listed);
        if (found < 0)
            throw new UserErrorException($"--accelerator {option}: there is no such device. This machine has {string.Join(", ", listed.Select(device => $"{device.Name} ({device.Hardware})"))}; `gengpu devices` shows them.", exitCode: 5);
        if (listed[found].Unusable is { } reason)
            throw new UserErrorException($"--accelerator {option}: {listed[found].Hardware} cannot be used. {reason}", exitCode: 5);
        return [found];
    }

    private static int Find(string which, IReadOnlyList<GpuDeviceInfo> listed)
    {
        if (int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            return index < listed.Count ? index : -1;
        if (which.Length == 0)
            return -1;
        for (int device = 0; device < listed.Count; device++)
        {
            if (listed[device].Hardware.Contains(which, StringComparison.OrdinalIgnoreCase) || listed[device].Platform.Contains(which, StringComparison.OrdinalIgnoreCase))
                return device;
        }

        return -1;
    }
}
