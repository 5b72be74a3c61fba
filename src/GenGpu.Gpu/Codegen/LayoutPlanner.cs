using GenGpu.Core.Memory;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>
/// Chooses the layout of a program: everything on the chip if it fits; on CUDA otherwise parameters and as many values as fit, moments in global memory;
/// on OpenCL, whose pointers cannot mean either, otherwise all in global memory. A batch is cut into slices when that brings its values onto the chip.
/// </summary>
internal static class LayoutPlanner
{
    /// <summary>Plans a program for a target.</summary>
    public static (ExecutionPlan Plan, ProgramLayout Layout) Plan(ModelDefinition definition, Program program, KernelTarget target, int lanes)
    {
        var residents = new Residents(program);
        int chip = target.SharedBytes / sizeof(float);
        ProgramLayout Make(ExecutionPlan plan, LayoutChoice choice) => new(definition, plan, residents, choice, lanes, target.LaneWidth);

        var everything = new LayoutChoice(true, chip, true, true, _ => true);
        var parameters = new LayoutChoice(true, chip, definition.HyperLength <= chip / 4, false, s => s.Role == StateRole.Parameter);
        LayoutChoice[] preferred = target.Dialect == KernelDialect.Cuda ? [everything with { KeepsTables = false }, parameters] : [everything];
        foreach (int sliceSize in SliceSizes(program.BatchSize))
        {
            ExecutionPlan plan = ExecutionPlan.Create(program, sliceSize);
            foreach (LayoutChoice choice in preferred)
            {
                ProgramLayout layout = Make(plan, choice);
                if (layout.Length <= chip)
                    return (plan, layout);
            }
        }

        ExecutionPlan whole = ExecutionPlan.Create(program, program.BatchSize);
        if (target.Dialect == KernelDialect.OpenCl)
            return (whole, Make(whole, new LayoutChoice(false, 0, false, false, _ => false)));
        int kept = residents.Slots.Where(parameters.Keeps).Sum(s => s.Length);
        return (whole, Make(whole, kept <= chip / 2 ? parameters : parameters with { Keeps = _ => false }));
    }

    /// <summary>The whole batch, then equal slices: their size is then a literal of the kernel.</summary>
    private static IEnumerable<int> SliceSizes(int batchSize)
    {
        yield return batchSize;
        for (int slices = 2; batchSize / slices >= 64; slices++)
        {
            if (batchSize % slices == 0 && batchSize / slices % 64 == 0)
                yield return batchSize / slices;
        }
    }
}
