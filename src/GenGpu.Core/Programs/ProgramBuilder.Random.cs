using GenGpu.Core.Ops;

namespace GenGpu.Core.Programs;

/// <content>Random draws. Every draw names its site: the stream belongs to the name, not to the position in the program.</content>
public sealed partial class ProgramBuilder
{
    /// <summary>Standard normals [rows, batch].</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="site">Name of the draw site, unique in the program.</param>
    public Value Normal(int rows, string site) => Normal(Shape.Batched(rows, BatchSize), site);

    /// <summary>Standard normals of any shape.</summary>
    /// <param name="shape">Shape.</param>
    /// <param name="site">Name of the draw site.</param>
    public Value Normal(Shape shape, string site) => Draw(Distribution.Normal, shape, site);

    /// <summary>Uniform on [0, 1), [rows, batch].</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="site">Name of the draw site.</param>
    public Value Uniform(int rows, string site) => Draw(Distribution.Uniform, Shape.Batched(rows, BatchSize), site);

    /// <summary>Draws from a distribution of the draw op.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="shape">Shape.</param>
    /// <param name="site">Name of the draw site.</param>
    public Value Draw(Distribution distribution, Shape shape, string site) =>
        Substitute(site, shape) ?? Emit(OpTable.Draw, Site(site, distribution, shape));

    /// <summary>Standard Gumbel noise -log(-log(u)), u uniform on (0, 1), [rows, batch].</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="site">Name of the draw site.</param>
    public Value Gumbel(int rows, string site) =>
        Substitute(site, Shape.Batched(rows, BatchSize)) ?? Negate(Log(Negate(Log(Emit(OpTable.Draw, Site(site, Distribution.OpenUniform, Shape.Batched(rows, BatchSize)))))));

    /// <summary>1 with probability p, otherwise 0, element by element; no gradient passes.</summary>
    /// <param name="probability">p, any shape.</param>
    /// <param name="site">Name of the draw site.</param>
    public Value Bernoulli(Value probability, string site) =>
        Substitute(site, probability.Shape) is { } uniform
            ? Less(uniform, probability)
            : Emit(OpTable.Bernoulli, Site(site, Distribution.Uniform, probability.Shape), probability);

    /// <summary>An index per sample, drawn by weights: [1, batch] of whole numbers as floats; no gradient passes.</summary>
    /// <param name="weights">[n, 1] for all samples alike, or [n, batch]; need not be normalised.</param>
    /// <param name="site">Name of the draw site.</param>
    public Value Categorical(Value weights, string site)
    {
        Shape shape = Shape.Batched(1, BatchSize);
        if (Substitute(site, shape) is { } uniform)
        {
            Value below = LessEqual(CumulativeSumRows(weights), Multiply(uniform, SumRows(weights)));
            return Minimum(SumRows(below), weights.Shape.Rows - 1);
        }

        return Emit(OpTable.Categorical, Site(site, Distribution.Uniform, shape), weights);
    }

    /// <summary>
    /// Softmax((logits + Gumbel noise) / temperature) over rows; with straightThrough the forward value is the one-hot of its maximum and the
    /// gradient that of the softmax (Jang, Gu and Poole 2017).
    /// </summary>
    /// <param name="logits">[rows, batch].</param>
    /// <param name="temperature">A scalar, positive.</param>
    /// <param name="site">Name of the draw site.</param>
    /// <param name="straightThrough">One-hot forward.</param>
    public Value GumbelSoftmax(Value logits, Value temperature, string site, bool straightThrough = true)
    {
        Value noisy = Add(logits, Gumbel(logits.Shape.Rows, site));
        Value soft = SoftmaxRows(Divide(noisy, temperature));
        return straightThrough ? StraightThrough(OneHot(ArgMaxRows(noisy), logits.Shape.Rows), soft) : soft;
    }

    /// <summary>
    /// One Gibbs block update: Bernoulli(sigmoid(W x + c)), or with <paramref name="transposed"/> Bernoulli(sigmoid(W^T x + c)).
    /// </summary>
    /// <param name="weight">W [m, k].</param>
    /// <param name="x">The other layer.</param>
    /// <param name="bias">Bias of the layer that is drawn.</param>
    /// <param name="site">Name of the draw site.</param>
    /// <param name="transposed">Use W^T.</param>
    public Value GibbsBlock(Value weight, Value x, Value bias, string site, bool transposed = false) =>
        Bernoulli(transposed ? DenseTransposed(weight, x, bias, Activation.Sigmoid) : Dense(weight, x, bias, Activation.Sigmoid), site);

    /// <summary>A minibatch drawn with replacement from a buffer: [rows, batch].</summary>
    /// <param name="buffer">Points [rows, count], count below 2^24.</param>
    /// <param name="site">Name of the draw site.</param>
    public Value Minibatch(DataBuffer buffer, string site)
    {
        if (buffer.Count >= 1 << 24)
            throw Error($"buffer '{buffer.Name}' has {buffer.Count} points; a minibatch is drawn from at most {(1 << 24) - 1}");
        return Lookup(Buffer(buffer), Floor(Multiply(Uniform(1, site), buffer.Count)));
    }

    /// <summary>Number of the current step, [1, 1].</summary>
    public Value StepIndex() => Emit(OpTable.StepIndex, OpAttributes.None);

    /// <summary>step * batchSize + column, [1, batch].</summary>
    public Value SampleIndex() => Emit(OpTable.SampleIndex, OpAttributes.None);

    private Value? Substitute(string site, Shape shape) => Model.DrawSubstitute?.Invoke(this, site, shape);

    private static DrawAttributes Site(string name, Distribution distribution, Shape shape) => new(SiteId(name), name, distribution, shape);

    /// <summary>24 bits of the FNV-1a hash of the name: stable across builds, machines and the order of instructions.</summary>
    private static int SiteId(string name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
            hash = unchecked((hash ^ c) * 16777619);
        return (int)((hash >> 24 ^ hash) & 0xFFFFFF);
    }

    private void ClaimSite(DrawAttributes draw)
    {
        if (!sites.TryAdd(draw.Site, draw.SiteName))
        {
            throw Error(sites[draw.Site] == draw.SiteName
                ? $"the draw site '{draw.SiteName}' is used twice; two draws from one stream would be equal, give each its own name"
                : $"the draw sites '{draw.SiteName}' and '{sites[draw.Site]}' have the same 24-bit id; rename one");
        }
    }
}
