using GenGpu.Core.Programs;

namespace GenGpu.Core.Memory;

/// <summary>
/// How an accelerator runs a program: stages over slices of the batch, and the place of every value. Lifetimes are known, so scratch memory is
/// reused and elementwise results overwrite operands that nothing needs any more. The plan depends on the program and the slice size alone.
/// </summary>
public sealed class ExecutionPlan
{
    private readonly Location[] locations;

    internal ExecutionPlan(Program program, int sliceSize, IReadOnlySet<Instruction> absorbed, IReadOnlyList<PlanNode> nodes, Location[] locations, int sharedLength, int sliceLength)
    {
        Program = program;
        SliceSize = sliceSize;
        Absorbed = absorbed;
        Nodes = nodes;
        this.locations = locations;
        SharedLength = sharedLength;
        SliceLength = sliceLength;
    }

    /// <summary>The program.</summary>
    public Program Program { get; }

    /// <summary>Samples per slice, a multiple of 64 unless there is one slice; the last slice may be shorter.</summary>
    public int SliceSize { get; }

    /// <summary>Instructions that do not run, because those that use their results compute them as they go.</summary>
    public IReadOnlySet<Instruction> Absorbed { get; }

    /// <summary>Number of slices of the batch.</summary>
    public int SliceCount => (Program.BatchSize + SliceSize - 1) / SliceSize;

    /// <summary>Stages and Repeats in order.</summary>
    public IReadOnlyList<PlanNode> Nodes { get; }

    /// <summary>Floats of scratch per running model.</summary>
    public int SharedLength { get; }

    /// <summary>Floats of scratch per slice in work.</summary>
    public int SliceLength { get; }

    /// <summary>Where a value lives.</summary>
    /// <param name="value">A value of the program.</param>
    public Location Locate(Value value) => locations[value.Id];

    /// <summary>Plans a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="sliceSize">Samples per slice: the batch size or more for one slice, otherwise a multiple of 64 (a random block serves 64 samples).</param>
    /// <param name="absorbed">Instructions without effect whose results the accelerator computes inside of the instructions that use them: they get neither place nor time, and what
    /// they read lives until their users have run. None of them may be viewed by a value of another Repeat body or be carried; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slice size is neither, or the program has values with sites and slices of unequal size.</exception>
    public static ExecutionPlan Create(Program program, int sliceSize, IReadOnlySet<Instruction>? absorbed = null)
    {
        if (program.HasSites && sliceSize < program.BatchSize && program.BatchSize % sliceSize != 0)
            throw new ArgumentOutOfRangeException(nameof(sliceSize), sliceSize, $"Rows of sites need slices of equal size; {program.BatchSize} samples have none of {sliceSize}.");
        if (sliceSize < 1 || (sliceSize < program.BatchSize && sliceSize % 64 != 0))
            throw new ArgumentOutOfRangeException(nameof(sliceSize), sliceSize, "A slice holds the whole batch or a multiple of 64 samples.");
        return new Planner(program, Math.Min(sliceSize, program.BatchSize), absorbed ?? new HashSet<Instruction>()).Plan();
    }
}
