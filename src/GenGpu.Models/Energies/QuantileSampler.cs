using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>
/// Emits independent samples of a <see cref="BoltzmannLine"/>: a region by its mass, then its quantile at Phi(z) for a standard normal z, from a table of cubic Hermite pieces.
/// In z the quantiles of a region are smooth, so 512 pieces give them to 1e-6 of their range: the rounding of float is larger.
/// </summary>
internal static class QuantileSampler
{
    private const int Pieces = 512;
    // The largest normal that a 31-bit word can give is 6.3.
    private const double Reach = 6.5;

    /// <summary>Adds the table [4, regions * 512]: coefficients of 1, t, t^2, t^3 in every piece.</summary>
    /// <param name="g">The program.</param>
    /// <param name="name">Name of the table.</param>
    /// <param name="line">The law.</param>
    /// <returns>The table as a value.</returns>
    public static Value Table(ProgramBuilder g, string name, BoltzmannLine line)
    {
        if (g.Model.FindBuffer(name) is DataBuffer existing)
            return g.Buffer(existing);
        int count = line.RegionCount * Pieces;
        float[] table = new float[4 * count];
        const double step = 2 * Reach / Pieces;
        for (int region = 0; region < line.RegionCount; region++)
        {
            (double start, double startSlope) = line.Quantile(region, -Reach);
            for (int piece = 0; piece < Pieces; piece++)
            {
                (double end, double endSlope) = line.Quantile(region, -Reach + ((piece + 1) * step));
                double rise = end - start;
                double[] coefficients = [start, step * startSlope, (3 * rise) - (step * ((2 * startSlope) + endSlope)), (step * (startSlope + endSlope)) - (2 * rise)];
                for (int power = 0; power < 4; power++)
                    table[(power * count) + (region * Pieces) + piece] = (float)coefficients[power];
                (start, startSlope) = (end, endSlope);
            }
        }
        return g.Buffer(TargetBuffers.Get(g.Model, name, 4, count, table));
    }

    /// <summary>Emits samples of several independent copies of the law.</summary>
    /// <param name="g">The program.</param>
    /// <param name="site">Prefix of the draw sites.</param>
    /// <param name="name">Name of the table.</param>
    /// <param name="line">The law.</param>
    /// <param name="copies">Number of rows.</param>
    /// <returns>[1, batch] for each copy.</returns>
    public static Value[] Emit(ProgramBuilder g, string site, string name, BoltzmannLine line, int copies)
    {
        Value table = Table(g, name, line);
        Value position = g.Multiply(g.Add(g.Normal(copies, $"{site}.normal"), (float)Reach), (float)(Pieces / (2 * Reach)));
        Value piece = g.Clamp(g.Floor(position), g.Constant(0), g.Constant(Pieces - 1));
        Value t = g.Subtract(position, piece);
        Value index = piece;
        if (line.RegionCount > 1)
        {
            Value level = g.Uniform(copies, $"{site}.region");
            double below = 0;
            for (int region = 0; region < line.RegionCount - 1; region++)
            {
                below += line.RegionMasses[region];
                index = g.MultiplyAdd(g.LessEqual(g.Constant((float)below), level), g.Constant(Pieces), index);
            }
        }
        Value[] samples = new Value[copies];
        for (int copy = 0; copy < copies; copy++)
        {
            Value coefficients = g.Lookup(table, g.SliceRows(index, copy, 1));
            Value s = g.SliceRows(t, copy, 1);
            Value value = g.MultiplyAdd(g.SliceRows(coefficients, 3, 1), s, g.SliceRows(coefficients, 2, 1));
            value = g.MultiplyAdd(value, s, g.SliceRows(coefficients, 1, 1));
            samples[copy] = g.MultiplyAdd(value, s, g.SliceRows(coefficients, 0, 1));
        }
        return samples;
    }
}
