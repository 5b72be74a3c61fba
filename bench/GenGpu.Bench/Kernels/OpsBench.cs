using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using GenGpu.Core.Random;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Peaks;
using GenGpu.Cpu.Simd;

namespace GenGpu.Bench.Kernels;

/// <summary>
/// <c>ops [text]</c>: time of each SIMD kernel (whose name holds the text) on one core, at every register width. The smallest of
/// many short rounds is printed, because other processes can only make a round longer.
/// </summary>
public static unsafe class OpsBench
{
    private const int BatchSize = 128;

    private static readonly (int M, int K)[] DenseShapes = [(13, 16), (69, 16), (1, 13), (2, 13), (16, 13), (1, 69), (2, 69), (64, 64), (784, 500), (500, 784)];

    public static void Run(string[] args)
    {
        string filter = args.Length > 0 ? args[0] : "";
        if (Avx512F.IsSupported)
            RunLanes<Lanes512>("512", filter);
        if (Avx2.IsSupported && Fma.IsSupported)
            RunLanes<Lanes256>("256", filter);
        RunLanes<Lanes128>("128", filter);
    }

    private static void RunLanes<TLanes>(string lanes, string filter)
        where TLanes : struct, ILanes<TLanes>
    {
        // One block, as an arena is, each operand at its own place modulo 4 KB.
        const int Floats = (1 << 20) + 272;
        float* block = Allocate(4 * Floats), a = block, b = a + Floats, c = b + Floats, d = c + Floats;
        void Measure(string name, double elements, double flops, Action action) => Print(filter, $"{lanes} {name}", elements, flops, action);

        Measure("fma peak", FmaPeak<TLanes>.Flops / 2, FmaPeak<TLanes>.Flops, () => FmaPeak<TLanes>.Run(a));
        var stream = new RandomStream(42, RandomPurpose.Train, 3, 17);
        foreach (int rows in new[] { 2, 16 })
        {
            Measure($"words {rows}x128", rows * 128, 0, () => RandomFills<TLanes>.Words((uint*)a, 128, rows, 128, 0, stream));
            Measure($"uniform {rows}x128", rows * 128, 0, () => RandomFills<TLanes>.Uniform(a, 128, rows, 128, 0, stream));
            Measure($"normal {rows}x128", rows * 128, 0, () => RandomFills<TLanes>.Normal(a, 128, rows, 128, 0, stream));
        }
        foreach ((int m, int k) in DenseShapes)
        {
            double flops = 2.0 * m * k * BatchSize;
            double elements = m * BatchSize;
            var plain = new DenseProduct<TLanes>(m, k, false, DenseActivation.None, 0f);
            var activated = new DenseProduct<TLanes>(m, k, false, DenseActivation.LeakyRelu, 0.2f);
            var transposed = new DenseProduct<TLanes>(m, k, true, DenseActivation.None, 0f);
            Measure($"dense {m}x{k}", elements, flops, () => plain.Run(a, b, c, 128, d, 128, BatchSize, 0));
            Measure($"dense {m}x{k} LeakyRelu", elements, flops, () => activated.Run(a, b, c, 128, d, 128, BatchSize, 0));
            Measure($"dense {m}x{k} transposed", elements, flops, () => transposed.Run(a, null, b, 128, d, 128, BatchSize, 0));
            if (m <= DenseDepth.Block)
            {
                var masked = new DenseProduct<TLanes>(m, k, true, DenseActivation.MaskedByRelu, 0.2f);
                Measure($"dense {m}x{k} transposed, masked", elements, flops, () => masked.Run(a, null, b, 128, d, 128, BatchSize, (nint)(c - d)));
            }

            Measure($"dense {m}x{k} weight", elements, flops, () => WeightGradientKernels<TLanes>.BackwardWeight(b, 128, c, 128, d, null, m, k, BatchSize));
        }
        const int Count = 16 * BatchSize;
        void Unary<TFunction>(string name)
            where TFunction : struct, IUnaryFunction =>
            Measure(name, Count, 0, () => ElementwiseKernels<TLanes>.Unary<TFunction>(d, BatchSize, 16, BatchSize, Operand.Full(a, BatchSize)));
        Unary<ExpFunction>("exp");
        Unary<Expm1Function>("expm1");
        ElementwiseKernels<TLanes>.Unary<AbsFunction>(c, BatchSize, 16, BatchSize, Operand.Full(a, BatchSize));
        ElementwiseKernels<TLanes>.Unary<ExpFunction>(c, BatchSize, 16, BatchSize, Operand.Full(c, BatchSize));
        Measure("log", Count, 0, () => ElementwiseKernels<TLanes>.Unary<LogFunction>(d, BatchSize, 16, BatchSize, Operand.Full(c, BatchSize)));
        Unary<Log1pFunction>("log1p");
        Unary<SinFunction>("sin");
        Unary<TanhFunction>("tanh");
        Unary<SigmoidFunction>("sigmoid");
        Unary<SoftplusFunction>("softplus");
        Unary<ErfFunction>("erf");
        Measure("add", Count, 0, () => ElementwiseKernels<TLanes>.Binary<AddFunction>(d, BatchSize, 16, BatchSize, Operand.Full(a, BatchSize), Operand.Full(b, BatchSize)));
        Measure("add column", Count, 0, () => ElementwiseKernels<TLanes>.Binary<AddFunction>(d, BatchSize, 16, BatchSize, Operand.Full(a, BatchSize), Operand.Column(b, 16)));
        Measure("power", Count, 0, () => ElementwiseKernels<TLanes>.Binary<PowerFunction>(d, BatchSize, 16, BatchSize, Operand.Full(c, BatchSize), Operand.Full(b, BatchSize)));
        Measure("multiplyAdd", Count, 0, () => ElementwiseKernels<TLanes>.Ternary<MultiplyAddFunction>(d, BatchSize, 16, BatchSize, Operand.Full(a, BatchSize), Operand.Full(b, BatchSize), Operand.Full(c, BatchSize)));
        Measure("sum over samples", Count, 0, () => ReductionKernels<TLanes>.SumOverSamples(d, 1, a, BatchSize, 16, BatchSize));
        Measure("sum over rows", Count, 0, () => ReductionKernels<TLanes>.SumOverRows(d, a, BatchSize, 16, BatchSize));
        NativeMemory.AlignedFree(block);
    }

    private static float* Allocate(int floats)
    {
        float* p = (float*)NativeMemory.AlignedAlloc((nuint)floats * 4, 64);
        for (int i = 0; i < floats; i++)
            p[i] = (i % 101 * 37 % 101 - 50) / 64f;
        return p;
    }

    /// <summary>ns per call and per element, and GFLOP/s where <paramref name="flops"/> is given.</summary>
    private static void Print(string filter, string name, double elements, double flops, Action action)
    {
        if (!name.Contains(filter, StringComparison.Ordinal))
            return;
        const double RoundNanoseconds = 50_000;
        double Time(int calls)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++)
                action();
            return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
        }
        double estimate = double.MaxValue;
        for (int i = 0; i < 60; i++)
            estimate = Math.Min(estimate, Time(10));
        int calls = (int)Math.Clamp(RoundNanoseconds / Math.Max(estimate, 5), 1, 10_000);
        double best = double.MaxValue;
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalMilliseconds < 200;)
            best = Math.Min(best, Time(calls));
        string rate = flops > 0 ? string.Create(CultureInfo.InvariantCulture, $"{flops / best,9:f1} GFLOP/s") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {best,11:f1} ns {best / elements,9:f4} ns/element {rate}"));
    }
}
