using GenGpu.Core.Programs;

namespace GenGpu.Core.Accelerators;

/// <summary>
/// What runs programs: reference, cpu, later opencl and cuda. It knows no family. On one accelerator a trial's bits do not depend on what it is
/// packed with, on threads, on order or on a resume.
/// </summary>
public interface IAccelerator : IDisposable
{
    /// <summary>Name as in <c>--accelerator</c>.</summary>
    string Name { get; }

    /// <summary>What it runs on.</summary>
    AcceleratorInfo Info { get; }

    /// <summary>Kernels over whole buffers of samples.</summary>
    IBufferKernels Buffers { get; }

    /// <summary>Holds the states of several models of one definition. States start at zero; hyper values at their defaults; run the definition's initialise program.</summary>
    /// <param name="definition">State, hyper values, buffers and programs.</param>
    /// <param name="seeds">One 64-bit seed per model: the Philox key of everything it draws. Its length is the model count.</param>
    /// <exception cref="UserErrorException">The states do not fit into memory; the message says how many models would.</exception>
    IEnsemble CreateEnsemble(ModelDefinition definition, IReadOnlyList<ulong> seeds);

    /// <summary>
    /// Runs launches from one queue on all cores or streams and returns when all are done. Launches of one call may run in any order and side
    /// by side, so they must not share a model. A model that has diverged or was stopped is skipped.
    /// </summary>
    /// <param name="launches">The launches; ensembles must come from this accelerator.</param>
    /// <exception cref="ArgumentException">A launch names a model, step or stream that does not exist, or its streams have the wrong length.</exception>
    void Run(IReadOnlyList<Launch> launches);
}
