using System.Numerics;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Reference.Bodies;

/// <summary>Random draws, from the words that <see cref="RandomStream"/> defines.</summary>
internal static class RandomBodies<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    public static void Draw(ReferenceCall<T> call)
    {
        Distribution distribution = call.Instruction.As<DrawAttributes>().Distribution;
        Fill(call, (word, _) => T.CreateTruncating(distribution switch
        {
            Distribution.Uniform => RandomDraws.UniformWord(word),
            Distribution.OpenUniform => RandomDraws.OpenUniformWord(word),
            Distribution.Normal => RandomDraws.NormalWord(word),
            _ => throw new InvalidOperationException($"The reference accelerator has no distribution {distribution}."),
        }));
    }

    public static void Bernoulli(ReferenceCall<T> call)
    {
        T[] p = call.Input(0);
        Fill(call, (word, i) => T.CreateTruncating(RandomDraws.UniformWord(word)) < p[i] ? T.One : T.Zero);
    }

    public static void Categorical(ReferenceCall<T> call)
    {
        T[] weights = call.Input(0);
        Shape shape = call.InputShape(0);
        Fill(call, (word, c) => T.CreateTruncating(Category(word, weights, shape.Columns == 1 ? 0 : c, shape)));
    }

    /// <summary>The number of categories but the last whose cumulative weight is at most u times the total, as <see cref="RandomDraws.CategoricalWord"/>.</summary>
    private static int Category(uint word, T[] weights, int column, Shape shape)
    {
        T total = T.Zero;
        for (int r = 0; r < shape.Rows; r++)
            total += weights[(r * shape.Columns) + column];
        T threshold = T.CreateTruncating(RandomDraws.UniformWord(word)) * total;
        T cumulative = T.Zero;
        int category = 0;
        for (int r = 0; r < shape.Rows - 1; r++)
        {
            cumulative += weights[(r * shape.Columns) + column];
            category += cumulative <= threshold ? 1 : 0;
        }

        return category;
    }

    private static void Fill(ReferenceCall<T> call, Func<uint, int, T> draw)
    {
        Shape shape = call.OutputShape;
        for (int r = 0; r < shape.Rows; r++)
        {
            for (int c = 0; c < shape.Columns; c++)
                call.Output[(r * shape.Columns) + c] = draw(call.Word(r, c), (r * shape.Columns) + c);
        }
    }
}
