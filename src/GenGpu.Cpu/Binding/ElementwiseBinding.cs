using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>The elementwise op: one kernel class per arity, one struct per function.</summary>
internal static class ElementwiseBinding<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Functions that have a body.</summary>
    public static IReadOnlyCollection<ElementwiseFunction> Functions => [.. Makers.Keys];

    private static readonly Dictionary<ElementwiseFunction, Func<Address, Address[], Affine?, CpuKernel>> Makers = new()
    {
        [ElementwiseFunction.Identity] = Unary<IdentityFunction>,
        [ElementwiseFunction.Negate] = Unary<NegateFunction>,
        [ElementwiseFunction.Absolute] = Unary<AbsFunction>,
        [ElementwiseFunction.Exp] = Unary<ExpFunction>,
        [ElementwiseFunction.Expm1] = Unary<Expm1Function>,
        [ElementwiseFunction.Log] = Unary<LogFunction>,
        [ElementwiseFunction.Log1p] = Unary<Log1pFunction>,
        [ElementwiseFunction.Sqrt] = Unary<SqrtFunction>,
        [ElementwiseFunction.ReciprocalSqrt] = Unary<ReciprocalSqrtFunction>,
        [ElementwiseFunction.Reciprocal] = Unary<ReciprocalFunction>,
        [ElementwiseFunction.Square] = Unary<SquareFunction>,
        [ElementwiseFunction.Sin] = Unary<SinFunction>,
        [ElementwiseFunction.Cos] = Unary<CosFunction>,
        [ElementwiseFunction.Tanh] = Unary<TanhFunction>,
        [ElementwiseFunction.Sigmoid] = Unary<SigmoidFunction>,
        [ElementwiseFunction.Softplus] = Unary<SoftplusFunction>,
        [ElementwiseFunction.Erf] = Unary<ErfFunction>,
        [ElementwiseFunction.Sign] = Unary<SignFunction>,
        [ElementwiseFunction.Floor] = Unary<FloorFunction>,
        [ElementwiseFunction.Step] = Unary<StepFunction>,
        [ElementwiseFunction.IsFinite] = Unary<IsFiniteFunction>,
        [ElementwiseFunction.Add] = Binary<AddFunction>,
        [ElementwiseFunction.Subtract] = Binary<SubtractFunction>,
        [ElementwiseFunction.Multiply] = Binary<MultiplyFunction>,
        [ElementwiseFunction.Divide] = Binary<DivideFunction>,
        [ElementwiseFunction.Maximum] = Binary<MaximumFunction>,
        [ElementwiseFunction.Minimum] = Binary<MinimumFunction>,
        [ElementwiseFunction.Less] = Binary<LessFunction>,
        [ElementwiseFunction.LessEqual] = Binary<LessEqualFunction>,
        [ElementwiseFunction.Equal] = Binary<EqualFunction>,
        [ElementwiseFunction.Power] = Binary<PowerFunction>,
        [ElementwiseFunction.LeakyRelu] = Binary<LeakyReluOfSlopeFunction>,
        [ElementwiseFunction.SigmoidBackward] = Binary<SigmoidBackwardFunction>,
        [ElementwiseFunction.TanhBackward] = Binary<TanhBackwardFunction>,
        [ElementwiseFunction.MultiplyAdd] = Ternary<MultiplyAddFunction>,
        [ElementwiseFunction.Where] = Ternary<WhereFunction>,
        [ElementwiseFunction.Clamp] = Ternary<ClampBetweenFunction>,
        [ElementwiseFunction.LeakyReluBackward] = Ternary<LeakyReluBackwardFunction>,
    };

    /// <summary>The kernel of an elementwise instruction.</summary>
    public static CpuKernel Bind(Instruction instruction, ProgramCompiler compiler) => Bind(instruction, compiler.Write(instruction.Output), null, compiler);

    /// <summary>The kernel of a function and the scalar multiplication and addition behind it.</summary>
    public static CpuKernel Bind(ScaledFunction group, ProgramCompiler compiler)
    {
        Address? shift = group.Shift is { } summand ? compiler.Read(summand) : null;
        return Bind(group.Function, compiler.Write(group.Instructions[^1].Output), new Affine(compiler.Read(group.Scale), shift), compiler);
    }

    private static CpuKernel Bind(Instruction instruction, Address output, Affine? affine, ProgramCompiler compiler)
    {
        ElementwiseFunction function = instruction.As<ElementwiseAttributes>().Function;
        if (!Makers.TryGetValue(function, out Func<Address, Address[], Affine?, CpuKernel>? make))
            throw new NotSupportedException($"The cpu accelerator has no kernel for elementwise.{function}.");
        return make(output, [.. instruction.Inputs.Select(compiler.Read)], affine);
    }

    private static CpuKernel Unary<TFunction>(Address output, Address[] inputs, Affine? affine)
        where TFunction : struct, IUnaryFunction => new UnaryKernel<TLanes, TFunction>(output, inputs, affine);

    private static CpuKernel Binary<TFunction>(Address output, Address[] inputs, Affine? affine)
        where TFunction : struct, IBinaryFunction => new BinaryKernel<TLanes, TFunction>(output, inputs);

    private static CpuKernel Ternary<TFunction>(Address output, Address[] inputs, Affine? affine)
        where TFunction : struct, ITernaryFunction => new TernaryKernel<TLanes, TFunction>(output, inputs);
}
