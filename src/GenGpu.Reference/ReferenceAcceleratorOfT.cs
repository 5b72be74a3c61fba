using System.Diagnostics;
using System.Numerics;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference.Buffers;

namespace GenGpu.Reference;

/// <summary>
/// Interprets programs instruction by instruction with plain scalar loops over the whole batch, one model after the other: it defines what
/// every op computes. State and values are kept in <typeparamref name="T"/>; hyper values, buffers and streams are floats at the boundary.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ReferenceAccelerator<T> : IAccelerator where T : struct, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyDictionary<OpDefinition, ReferenceBody<T>> bodies;

    /// <summary>Creates an accelerator.</summary>
    /// <param name="buffers">Kernels over whole buffers; null for <see cref="ReferenceBufferKernels"/>.</param>
    /// <param name="bodies">The body of each op; null for <see cref="ReferenceBodies{T}.All"/>. Tests put wrong ones here to see that they are caught.</param>
    public ReferenceAccelerator(IBufferKernels? buffers = null, IReadOnlyDictionary<OpDefinition, ReferenceBody<T>>? bodies = null)
    {
        Buffers = buffers ?? new ReferenceBufferKernels();
        this.bodies = bodies ?? ReferenceBodies<T>.All;
    }

    /// <inheritdoc/>
    public string Name => typeof(T) == typeof(float) ? "reference" : "reference-double";

    /// <inheritdoc/>
    public AcceleratorInfo Info { get; } = new("any", 1, 0, $"scalar loops in {typeof(T).Name}");

    /// <inheritdoc/>
    public IBufferKernels Buffers { get; }

    /// <summary>Sees every random word that is drawn: its stream, row and sample. For tests that no word is drawn twice.</summary>
    public Action<RandomStream, int, int>? DrawObserver { get; set; }

    /// <inheritdoc/>
    IEnsemble IAccelerator.CreateEnsemble(ModelDefinition definition, IReadOnlyList<ulong> seeds) => CreateEnsemble(definition, seeds);

    /// <inheritdoc cref="IAccelerator.CreateEnsemble"/>
    /// <exception cref="ArgumentException">There is no seed.</exception>
    public ReferenceEnsemble<T> CreateEnsemble(ModelDefinition definition, IReadOnlyList<ulong> seeds)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(seeds);
        if (seeds.Count == 0)
            throw new ArgumentException("An ensemble needs at least one seed.", nameof(seeds));
        long bytesPerModel = Math.Max(1L, definition.StateLength) * (typeof(T) == typeof(float) ? sizeof(float) : sizeof(double));
        long fits = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / bytesPerModel;
        if (seeds.Count > fits)
            throw new UserErrorException($"The states of {seeds.Count} models of {definition.Name} do not fit into memory; {fits} would. Train fewer models at a time.");
        return new ReferenceEnsemble<T>(this, definition, seeds);
    }

    /// <inheritdoc/>
    public void Run(IReadOnlyList<Launch> launches)
    {
        LaunchCheck.CheckAll(launches, ensemble => ensemble is ReferenceEnsemble<T> own && own.Accelerator == this);
        foreach (Launch launch in launches)
        {
            long begin = Stopwatch.GetTimestamp();
            for (int model = launch.FirstModel; model < launch.FirstModel + launch.ModelCount; model++)
                new ModelRun<T>(this, launch, model).Execute();
            launch.Clock?.AddSince(begin);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    internal ReferenceBody<T> Body(OpDefinition op) => bodies.TryGetValue(op, out ReferenceBody<T>? body)
        ? body
        : throw new InvalidOperationException($"The reference accelerator has no body for the op '{op.Name}'.");
}
