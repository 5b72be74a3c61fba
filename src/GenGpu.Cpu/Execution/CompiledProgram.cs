using System.Runtime.InteropServices;
using GenGpu.Core.Memory;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding;

namespace GenGpu.Cpu.Execution;

/// <summary>A program bound to kernels: the full one, and the quiet one that all steps but the last of a launch run.</summary>
internal sealed unsafe class CompiledProgram : IDisposable
{
    private float* literals;

    private CompiledProgram(Program program, ExecutionPlan plan, ProgramCompiler compiler, float* literals)
    {
        Program = program;
        Plan = plan;
        Nodes = compiler.Compile();
        Constants = compiler.CompileConstants();
        ConstantsLength = compiler.Constants.Length;
        this.literals = literals;
        Labels = [.. compiler.Labels];
        FlopsPerStep = program.Instructions().Sum(i => i.Op.CostOf(i).Flops);
        // With one slice there is nothing to meet for: one flat list.
        Flat = plan.SliceCount == 1 && Nodes.All(n => n is CompiledStage)
            ? [.. Nodes.Cast<CompiledStage>().SelectMany(s => s.Kernels)]
            : null;
    }

    public Program Program { get; }

    public ExecutionPlan Plan { get; }

    public CompiledNode[] Nodes { get; }

    /// <summary>What computes the constants of a launch.</summary>
    public CpuKernel[] Constants { get; }

    /// <summary>Floats that they take.</summary>
    public int ConstantsLength { get; }

    /// <summary>All kernels in order when there is one slice, otherwise null.</summary>
    public CpuKernel[]? Flat { get; }

    public float* Literals => literals;

    /// <summary>Names of what can diverge, by <see cref="Frame.Status"/> - 1.</summary>
    public string[] Labels { get; }

    /// <summary>Rough cost, to run long launches first.</summary>
    public double FlopsPerStep { get; }

    /// <summary>Plans a program and binds it to kernels.</summary>
    /// <param name="program">The program.</param>
    /// <param name="binder">Makes the kernels.</param>
    /// <param name="sliceSize">Samples per slice.</param>
    /// <param name="whole">The program with its reports, when it is the quiet one: both must compute the same bits in the same way.</param>
    /// <param name="isGrouped">Whether one kernel may run several instructions; tests compare both.</param>
    public static CompiledProgram Compile(Program program, KernelBinder binder, int sliceSize, Program? whole = null, bool isGrouped = true)
    {
        ExecutionPlan plan = ExecutionPlan.Create(program, sliceSize, Absorption.Find(whole ?? program));
        Value[] constants = [.. program.Instructions().SelectMany(i => i.Inputs).Concat(RepeatInputs(program.Body)).Where(v => v.Kind == ValueKind.Literal).Distinct()];
        int length = Padding.RoundUp(Math.Max(1, constants.Length));
        float* literals = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), 64);
        new Span<float>(literals, length).Clear();
        var offsets = new Dictionary<Value, int>();
        for (int i = 0; i < constants.Length; i++)
        {
            offsets.Add(constants[i], i);
            literals[i] = constants[i].Literal;
        }

        try
        {
            return new CompiledProgram(program, plan, new ProgramCompiler(plan, offsets, binder, isGrouped), literals);
        }
        catch
        {
            NativeMemory.AlignedFree(literals);
            throw;
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(literals);
        literals = null;
    }

    private static IEnumerable<Value> RepeatInputs(IReadOnlyList<Node> nodes) =>
        nodes.OfType<Repeat>().SelectMany(r => r.Carried.SelectMany(c => new[] { c.Initial, c.BodyResult }).Concat(RepeatInputs(r.Body)));
}
