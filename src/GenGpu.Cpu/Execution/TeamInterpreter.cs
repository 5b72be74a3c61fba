namespace GenGpu.Cpu.Execution;

/// <summary>
/// Runs one model on all cores: the members share the slices of every sliced stage and meet after it; member 0 alone runs the rest. The bits
/// are those of one core, since slices and the order of their sums belong to the program.
/// </summary>
internal sealed unsafe class TeamInterpreter(Team team, Worker[] workers)
{
    public void Run(WorkItem item)
    {
        PinnedLaunch launch = item.Launch;
        int last = launch.Launch.StepCount - 1;
        using var meeting = new Barrier(team.Size);
        int nextSlice = 0;
        foreach (CompiledProgram program in new[] { launch.Quiet, launch.Full })
        {
            foreach (Worker worker in workers)
                worker.Reserve(program);
        }

        team.Run(member =>
        {
            try
            {
                for (int step = 0; step <= last; step++)
                {
                    CompiledProgram program = step == last ? launch.Full : launch.Quiet;
                    Frame* frame = workers[member].Frame;
                    Interpreter.Prepare(workers[member], item, program);
                    frame->Bases[Address.SharedBase] = workers[0].Frame->Bases[Address.SharedBase];
                    frame->Step = launch.Launch.FirstStep + step;
                    frame->LaunchStep = step;
                    Nodes(program, program.Nodes, member, meeting, ref nextSlice);
                    meeting.SignalAndWait();
                    // Member 0 holds what is settled; nobody goes on before all have read it.
                    int status = workers[0].Frame->Status;
                    meeting.SignalAndWait();
                    if (status != 0)
                    {
                        if (member == 0)
                            launch.Ensemble.SetDiverged(item.Model, launch.Launch.FirstStep + step, program.Labels[status - 1]);
                        return;
                    }
                }
            }
            catch
            {
                // The others must not wait for this member for ever.
                meeting.RemoveParticipant();
                throw;
            }
        });
        item.Done = last + 1;
    }

    /// <summary>What went first in a sliced stage, whichever members ran the slices.</summary>
    private int FirstStatus()
    {
        int status = 0;
        foreach (Worker worker in workers)
            status = Interpreter.First(status, worker.Frame->Status);
        return status;
    }

    private void Nodes(CompiledProgram program, CompiledNode[] nodes, int member, Barrier meeting, ref int nextSlice)
    {
        Frame* frame = workers[member].Frame;
        foreach (CompiledNode node in nodes)
        {
            if (node is CompiledStage stage)
            {
                RunStage(program, stage, member, meeting, ref nextSlice);
                continue;
            }

            var repeat = (CompiledRepeat)node;
            RunStage(program, repeat.CopiesIn, member, meeting, ref nextSlice);
            int times = repeat.Count.Resolve(repeat.Count.Hyper is null ? 0f : *repeat.CountAddress.At(frame));
            uint outer = frame->Iteration;
            for (int i = 0; i < times; i++)
            {
                frame->Iteration = unchecked((outer * (uint)times) + (uint)i);
                Nodes(program, repeat.Body, member, meeting, ref nextSlice);
            }

            frame->Iteration = outer;
        }
    }

    private void RunStage(CompiledProgram program, CompiledStage stage, int member, Barrier meeting, ref int nextSlice)
    {
        Frame* frame = workers[member].Frame;
        if (stage.IsSliced)
        {
            int before = frame->Status, status = 0, slice;
            while ((slice = Interlocked.Increment(ref nextSlice) - 1) < program.Plan.SliceCount)
                status = Interpreter.First(status, Interpreter.RunSlice(frame, program, stage, slice));
            Interpreter.Leave(frame, program);
            frame->Status = status;
            meeting.SignalAndWait();
            if (member == 0)
                frame->Status = before != 0 ? before : FirstStatus();
        }
        else if (member == 0)
        {
            foreach (CpuKernel kernel in stage.Kernels)
                kernel.Run(frame);
        }

        if (member == 0)
        {
            nextSlice = 0;
            foreach (CpuKernel kernel in stage.Combinations)
                kernel.Run(frame);
        }

        meeting.SignalAndWait();
    }
}
