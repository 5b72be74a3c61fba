using System.Numerics;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Reference;

/// <summary>The run of one launch on one model: storage of all values, and the walk over the body.</summary>
internal sealed class ModelRun<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    private readonly ReferenceEnsemble<T> ensemble;
    private readonly Launch launch;
    private readonly int model;
    private readonly T[]?[] temporaries;
    private readonly Dictionary<Instruction, ReferenceCall<T>> calls = [];

    public ModelRun(ReferenceAccelerator<T> accelerator, Launch launch, int model)
    {
        Accelerator = accelerator;
        ensemble = (ReferenceEnsemble<T>)launch.Ensemble;
        this.launch = launch;
        this.model = model;
        temporaries = new T[]?[launch.Program.ValueCount];
    }

    public ReferenceAccelerator<T> Accelerator { get; }

    public Program Program => launch.Program;

    public ulong Seed => ensemble.Seed(model);

    public long Step => launch.FirstStep + StepOfLaunch;

    public int StepOfLaunch { get; private set; }

    public int StepCount => launch.StepCount;

    public uint Iteration { get; private set; }

    public void Execute()
    {
        for (StepOfLaunch = 0; StepOfLaunch < launch.StepCount; StepOfLaunch++)
        {
            if (!launch.IncludeStopped && ensemble.Status(model).State != ModelState.Running)
                return;
            Iteration = 0;
            Block(Program.Body);
        }
    }

    /// <summary>Where a value lives: state, hyper values and buffers in the ensemble, all others in an array of their own.</summary>
    public T[] Storage(Value value) => value.Kind switch
    {
        ValueKind.State => ensemble.StateArray(model, value.State!),
        ValueKind.Hyper => ensemble.HyperArray(model, value.Hyper!),
        ValueKind.Buffer => ensemble.BufferArray(value.Buffer!),
        _ => temporaries[value.Id] ??= NewTemporary(value),
    };

    public void MarkDiverged(string label)
    {
        if (ensemble.Status(model).State == ModelState.Running)
            ensemble.SetStatus(model, new ModelStatus(ModelState.Diverged, Step, label));
    }

    public Memory<float>? OutputStream(int index)
    {
        if (index >= launch.Outputs.Count || launch.Outputs[index] is not { } memory)
            return null;
        int length = (int)Program.Outputs[index].LengthPerModel(StepCount);
        return memory.Slice((model - launch.FirstModel) * length, length);
    }

    public ReadOnlyMemory<float> InputStream(int index) => launch.Inputs[index];

    private static T[] NewTemporary(Value value)
    {
        var array = new T[value.Shape.ElementCount];
        if (value.Kind == ValueKind.Literal)
            array[0] = T.CreateTruncating(value.Literal);
        return array;
    }

    private void Block(IReadOnlyList<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (node is Instruction instruction)
                Run(instruction);
            else
                RunRepeat((Repeat)node);
        }
    }

    private void Run(Instruction instruction)
    {
        if (!calls.TryGetValue(instruction, out ReferenceCall<T>? call))
            calls.Add(instruction, call = new ReferenceCall<T>(this, instruction));
        Accelerator.Body(instruction.Op)(call);
    }

    private void RunRepeat(Repeat repeat)
    {
        uint outer = Iteration;
        int count = repeat.Count.Resolve(repeat.Count.Hyper is { } hyper ? float.CreateTruncating(ensemble.HyperArray(model, hyper)[0]) : 0f);
        CopyAll(repeat.Carried, c => c.Initial, c => c.BodyArgument);
        for (int i = 0; i < count; i++)
        {
            Iteration = unchecked((outer * (uint)count) + (uint)i);
            Block(repeat.Body);
            CopyAll(repeat.Carried, c => c.BodyResult, c => c.BodyArgument);
        }

        Iteration = outer;
        CopyAll(repeat.Carried, c => c.BodyArgument, c => c.Result);
    }

    // All are read before any is written: a body may hand on its arguments in another order.
    private void CopyAll(IReadOnlyList<CarriedValue> carried, Func<CarriedValue, Value> from, Func<CarriedValue, Value> to)
    {
        T[][] copies = [.. carried.Select(c => (T[])Storage(from(c)).Clone())];
        for (int i = 0; i < copies.Length; i++)
            copies[i].CopyTo(Storage(to(carried[i])), 0);
    }
}
