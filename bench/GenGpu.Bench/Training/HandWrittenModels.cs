using System.Runtime.InteropServices;
using GenGpu.Core;

namespace GenGpu.Bench.Training;

/// <summary>Models of the hand-written C++ step, in a library that <c>bench/race.py</c> compiles from <c>bench/yardstick/library.cpp</c>.</summary>
internal sealed unsafe class HandWrittenModels : IDisposable
{
    private readonly nint library;
    private readonly nint models;
    private readonly delegate* unmanaged<nint, int, void> train;
    private readonly delegate* unmanaged<nint, void> destroy;

    /// <param name="path">The library.</param>
    /// <param name="cell">Family and width, such as gan:13.</param>
    /// <param name="count">Number of models.</param>
    /// <exception cref="UserErrorException">There is no such library, or no such cell in it.</exception>
    public HandWrittenModels(string path, string cell, int count)
    {
        if (!NativeLibrary.TryLoad(path, out library))
            throw new UserErrorException($"{path} is no library of hand-written steps: run ./build.sh bench race, which compiles it.", 2);
        train = (delegate* unmanaged<nint, int, void>)NativeLibrary.GetExport(library, "train");
        destroy = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "destroy");
        nint name = Marshal.StringToCoTaskMemUTF8(cell);
        models = ((delegate* unmanaged<nint, int, nint>)NativeLibrary.GetExport(library, "create"))(name, count);
        Marshal.FreeCoTaskMem(name);
        if (models == 0)
            throw new UserErrorException($"There is no hand-written step of {cell}; gan:13, gan:69, vae:25, vae:132, rbm:102 and rbm:532 have one.", 2);
    }

    /// <summary>Trains each model so many steps.</summary>
    public void Run(int steps) => train(models, steps);

    public void Dispose()
    {
        if (models != 0)
            destroy(models);
        NativeLibrary.Free(library);
    }
}
