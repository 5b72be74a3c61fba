using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>An operand of a case: its shape and its values.</summary>
public sealed record Operand(Shape Shape, float[] Data)
{
    /// <summary>Uniform on [lower, upper], from a fixed seed that depends on the shape.</summary>
    public static Operand Uniform(Shape shape, double lower, double upper, int seed = 1)
    {
        var random = new Random((seed * 7919) + (shape.Rows * 131) + shape.Columns);
        return new Operand(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => (float)(lower + ((upper - lower) * random.NextDouble())))]);
    }

    /// <summary>Uniform on [-upper, -lower] and [lower, upper]: keeps away from 0.</summary>
    public static Operand AwayFromZero(Shape shape, double lower, double upper, int seed = 1)
    {
        Operand magnitude = Uniform(shape, lower, upper, seed);
        var random = new Random(seed + 17);
        return magnitude with { Data = [.. magnitude.Data.Select(x => random.Next(2) == 0 ? x : -x)] };
    }

    /// <summary>Whole numbers from 0 to size - 1.</summary>
    public static Operand Index(Shape shape, int size, int seed = 1)
    {
        var random = new Random((seed * 104729) + shape.Columns);
        return new Operand(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => (float)random.Next(size))]);
    }

    /// <summary>A permutation of equally spaced numbers: no two are nearer than the spacing.</summary>
    public static Operand Distinct(Shape shape, double spacing, int seed = 1)
    {
        var random = new Random(seed + (shape.Rows * 31) + shape.Columns);
        float[] data = [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => (float)((i - (shape.ElementCount / 2.0)) * spacing))];
        random.Shuffle(data);
        return new Operand(shape, data);
    }

    /// <summary>One row of given values, not batched.</summary>
    public static Operand Of(params float[] values) => new(Shape.Matrix(1, values.Length), values);
}
