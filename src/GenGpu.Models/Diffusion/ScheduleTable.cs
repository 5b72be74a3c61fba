using GenGpu.Core.Programs;

namespace GenGpu.Models.Diffusion;

/// <summary>Constants of a schedule as tables over t = 0 .. T, which programs look up, and the times that they visit.</summary>
/// <param name="schedule">The forward process.</param>
internal sealed class ScheduleTable(NoiseSchedule schedule)
{
    /// <summary>The columns of a table at given times.</summary>
    /// <param name="g">The program.</param>
    /// <param name="name">Name of the table in the model.</param>
    /// <param name="time">t, [1, batch] or [1, 1].</param>
    /// <param name="column">Values of one t, as many for every t.</param>
    /// <returns>[values, batch] or [values, 1].</returns>
    public Value At(ProgramBuilder g, string name, Value time, Func<int, double[]> column)
    {
        if (g.Model.FindBuffer(name) is not { } buffer)
        {
            double[][] columns = [.. Enumerable.Range(0, schedule.Steps + 1).Select(column)];
            int rows = columns[0].Length;
            float[] table = new float[rows * columns.Length];
            for (int t = 0; t < columns.Length; t++)
            {
                for (int row = 0; row < rows; row++)
                    table[(row * columns.Length) + t] = (float)columns[t][row];
            }

            buffer = g.Model.Buffer(name, rows, columns.Length, table);
        }

        return g.Lookup(g.Buffer(buffer), time);
    }

    /// <summary>A uniform time 1 .. T per sample, [1, batch].</summary>
    /// <param name="g">The program.</param>
    /// <param name="uniform">In [0, 1).</param>
    public Value Uniform(ProgramBuilder g, Value uniform) =>
        // u < 1, but a product near T may round up to it.
        g.Minimum(g.Floor(uniform * schedule.Steps), schedule.Steps - 1) + 1f;

    /// <summary>Runs a body from time T down to 0 in a number of steps, t_k = round(T k / S).</summary>
    /// <param name="g">The program.</param>
    /// <param name="sampleSteps">S.</param>
    /// <param name="start">x_T.</param>
    /// <param name="body">x_s from x_t, t and s, the times being [1, 1].</param>
    /// <returns>x_0.</returns>
    public Value Descend(ProgramBuilder g, HyperSlot sampleSteps, Value start, Func<Value, Value, Value, Value> body)
    {
        Value steps = g.Hyper(sampleSteps);
        Value Time(Value left) => g.Floor(g.MultiplyAdd(g.Constant(schedule.Steps), left, steps * 0.5f) / steps);
        return g.Repeat(RepeatCount.Of(sampleSteps), [start, steps], v =>
        {
            Value left = v[1] - 1f;
            return [body(v[0], Time(v[1]), Time(left)), left];
        })[0];
    }
}
