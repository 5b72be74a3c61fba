using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Training;

namespace GenGpu.Microbenchmarks;

/// <summary>What this machine can run.</summary>
public static class Present
{
    /// <summary>Names of the accelerators that start here.</summary>
    public static IEnumerable<string> Accelerators => AcceleratorChoice.Names.Where(name => name != "auto" && Starts(name));

    public static IAccelerator Create(string name) => AcceleratorChoice.Create(name, 0).Accelerator;

    private static bool Starts(string name)
    {
        try
        {
            Create(name).Dispose();
            return true;
        }
        catch (UserErrorException error)
        {
            Console.Error.WriteLine($"{name} is left out: {error.Message}");
            return false;
        }
    }
}
