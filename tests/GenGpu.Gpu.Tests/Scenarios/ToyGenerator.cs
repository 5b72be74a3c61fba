using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>The kernels of <see cref="ToyModel"/>, written by hand to the contract that generated kernels keep.</summary>
/// <param name="change">Changes the source before it is compiled, to plant a fault.</param>
/// <param name="scratchFloats">Scratch per group; the kernel passes its numbers through it.</param>
internal sealed class ToyGenerator(Func<string, string>? change = null, int scratchFloats = 16) : IKernelGenerator
{
    private const int Lanes = 4;

    private const string OpenClWords = """
        #define KERNEL __kernel __attribute__((reqd_work_group_size(4, 1, 1)))
        #define GLOBAL __global
        #define SHARED , __local float *shared
        #define GROUP (int)get_group_id(0)
        #define LANE (int)get_local_id(0)
        #pragma OPENCL FP_CONTRACT OFF
        typedef uint gg_uint;
        typedef ulong gg_ulong;
        """;

    private const string CudaWords = """
        #define KERNEL extern "C" __global__ void
        #define GLOBAL
        #define SHARED
        #define GROUP (int)blockIdx.x
        #define LANE (int)threadIdx.x
        typedef unsigned int gg_uint;
        typedef unsigned long long gg_ulong;
        """;

    private const string Body = """

        KERNEL void NAME(GLOBAL float *state, GLOBAL const float *hypers, GLOBAL const gg_ulong *seeds, GLOBAL int *status, GLOBAL const int *models, GLOBAL float *scratch,
            gg_uint firstStep, int firstPosition, int positions, int launchSteps, GLOBAL const int *places, GLOBAL const float *pull INPUTS, GLOBAL float *trace, gg_uint outputMask SHARED)
        {
            int model = models[GROUP], place = places[GROUP];
            if (LANE != 0 || status[2 * model] != 0)
                return;
            GLOBAL float *x = state + (long)model * STATE, *s = scratch + GROUP * SCRATCH;
            float rate = hypers[model * HYPERS + RATE], limit = hypers[model * HYPERS + LIMIT];
            for (int position = firstPosition; position < firstPosition + positions; position++)
            {
                float step = (float)(firstStep + (gg_uint)position) + 1.0f;
                int failed = 0;
                for (int row = 0; row < ROWS; row++)
                {
                    s[row % SCRATCH] = ((x[row] + rate * step) + pull[0]) DRIVE;
                    x[row] = s[row % SCRATCH];
                    failed |= !(x[row] < limit);
                    if (outputMask & 1u)
                        trace[((long)place * ROWS + row) * launchSteps + position] = x[row];
                }
                REPORT
                if (failed)
                {
                    status[2 * model] = 1;
                    status[2 * model + 1] = position;
                    return;
                }
            }
        }
        """;

    public ProgramSource Generate(ModelDefinition definition, Program program, KernelTarget target)
    {
        bool driven = program.Inputs.Count > 0;
        bool reports = program.Instructions().Any(i => i.Op == OpTable.Report);
        string name = program.Name + (reports ? "" : "_quiet");
        string text = (target.Dialect == KernelDialect.OpenCl ? OpenClWords : CudaWords) + Body;
        var words = new Dictionary<string, string>
        {
            ["NAME"] = name,
            ["KERNEL void"] = target.Dialect == KernelDialect.OpenCl ? "KERNEL void" : "KERNEL",
            ["INPUTS"] = driven ? ", GLOBAL const float *drive" : "",
            ["DRIVE"] = driven ? "+ drive[position]" : "",
            ["REPORT"] = reports ? $"x[{definition.FindState("stepsDone")!.Offset}] = step;" : "",
            ["ROWS"] = Number(definition.FindState("x")!.Shape.Rows),
            ["STATE"] = Number(definition.StateLength),
            ["HYPERS"] = Number(definition.HyperLength),
            ["RATE"] = Number(definition.FindHyper("rate")!.Offset),
            ["LIMIT"] = Number(definition.FindHyper("limit")!.Offset),
            ["SCRATCH"] = Number(scratchFloats),
        };
        foreach ((string word, string value) in words)
            text = text.Replace(word, value, StringComparison.Ordinal);
        return new ProgramSource(new KernelSource(name, change?.Invoke(text) ?? text, Lanes, 0), scratchFloats, ["limit"]);
    }

    public WideProgram? GenerateWide(ModelDefinition definition, Program program, KernelTarget target) => null;

    public bool IsWideBetter(ModelDefinition definition, Program program, KernelTarget target, int modelCount, int computeUnits) => false;

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
