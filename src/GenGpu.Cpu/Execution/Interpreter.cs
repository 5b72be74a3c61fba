namespace GenGpu.Cpu.Execution;

/// <summary>Runs steps of one model on one worker.</summary>
internal static unsafe class Interpreter
{
    /// <summary>Runs up to <paramref name="steps"/> more steps of the item; the item is finished early when the model diverges.</summary>
    public static void Advance(Worker worker, WorkItem item, int steps)
    {
        PinnedLaunch launch = item.Launch;
        int last = launch.Launch.StepCount - 1;
        int end = Math.Min(item.Done + steps, last + 1);
        while (item.Done < end)
        {
            CompiledProgram program = item.Done == last ? launch.Full : launch.Quiet;
            int until = item.Done == last ? last + 1 : Math.Min(end, last);
            Prepare(worker, item, program);
            if (!RunSteps(worker.Frame, program, launch.Launch.FirstStep, item, until))
            {
                launch.Ensemble.SetDiverged(item.Model, launch.Launch.FirstStep + item.Done, program.Labels[worker.Frame->Status - 1]);
                item.Done = last + 1;
                return;
            }
        }
    }

    /// <summary>Points the worker at the item's model and streams.</summary>
    public static void Prepare(Worker worker, WorkItem item, CompiledProgram program)
    {
        worker.Reserve(program);
        worker.Enter(item.Launch.Ensemble, item.Model, program);
        item.Launch.Connect(worker.Frame, item.Model);
    }

    private static bool RunSteps(Frame* frame, CompiledProgram program, long firstStep, WorkItem item, int until)
    {
        CpuKernel[]? flat = program.Flat;
        while (item.Done < until)
        {
            frame->Step = firstStep + item.Done;
            frame->LaunchStep = item.Done;
            if (flat is not null)
            {
                foreach (CpuKernel kernel in flat)
                    kernel.Run(frame);
            }
            else
            {
                RunNodes(frame, program, program.Nodes);
            }

            if (frame->Status != 0)
                return false;
            item.Done++;
        }

        return true;
    }

    private static void RunNodes(Frame* frame, CompiledProgram program, CompiledNode[] nodes)
    {
        foreach (CompiledNode node in nodes)
        {
            if (node is CompiledStage stage)
            {
                RunStage(frame, program, stage);
                continue;
            }

            var repeat = (CompiledRepeat)node;
            RunStage(frame, program, repeat.CopiesIn);
            int times = repeat.Count.Resolve(repeat.Count.Hyper is null ? 0f : *repeat.CountAddress.At(frame));
            uint outer = frame->Iteration;
            for (int i = 0; i < times; i++)
            {
                frame->Iteration = unchecked((outer * (uint)times) + (uint)i);
                RunNodes(frame, program, repeat.Body);
            }

            frame->Iteration = outer;
        }
    }

    private static void RunStage(Frame* frame, CompiledProgram program, CompiledStage stage)
    {
        int slices = stage.IsSliced ? program.Plan.SliceCount : 1;
        int before = frame->Status, status = 0;
        for (int slice = 0; slice < slices; slice++)
            status = First(status, RunSlice(frame, program, stage, slice));
        frame->Status = before != 0 ? before : status;
        Leave(frame, program);
        foreach (CpuKernel kernel in stage.Combinations)
            kernel.Run(frame);
    }

    /// <summary>The earlier label of two slices' statuses: what a model is said to have diverged at must not depend on who ran which slice.</summary>
    public static int First(int a, int b) => a == 0 || (b != 0 && b < a) ? b : a;

    /// <summary>Runs the kernels of a stage on one slice.</summary>
    /// <returns>The slice's own status.</returns>
    public static int RunSlice(Frame* frame, CompiledProgram program, CompiledStage stage, int slice)
    {
        if (stage.IsSliced)
        {
            frame->SliceIndex = slice;
            frame->SliceStart = slice * program.Plan.SliceSize;
            frame->Samples = Math.Min(program.Plan.SliceSize, program.Program.BatchSize - frame->SliceStart);
        }

        frame->Status = 0;
        foreach (CpuKernel kernel in stage.Kernels)
            kernel.Run(frame);
        return frame->Status;
    }

    /// <summary>Puts the frame back to what is outside of slices.</summary>
    public static void Leave(Frame* frame, CompiledProgram program)
    {
        frame->SliceIndex = 0;
        frame->SliceStart = 0;
        frame->Samples = program.Program.BatchSize;
    }
}
