using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Adversarial;

/// <summary>
/// Generator, latent -> H -> D, and judge (the discriminator or critic), m D -> H -> 1, where m samples that the judge sees stacked are one case (packing, Lin et al. 2018). In binned
/// mode the generator's logits pass through Gumbel-softmax, one-hot forward (Jang, Gu and Poole 2017). With conditions both networks see their features (Mirza and Osindero 2014), the judge those of all samples of a case.
/// </summary>
/// <param name="generator">The generator.</param>
/// <param name="judge">The judge.</param>
/// <param name="latent">Number of latents.</param>
/// <param name="packing">Number m of samples that make a case.</param>
/// <param name="noiseScale">Standard deviation of the latents; null for 1.</param>
/// <param name="temperature">The temperature of Gumbel-softmax; null without categories.</param>
/// <param name="average">The average of the generator that samples are drawn with, or null.</param>
internal sealed class AdversarialNetworks(DenseNetwork generator, DenseNetwork judge, int latent, int packing, HyperSlot? noiseScale, GumbelTemperature? temperature, WeightAverage? average)
{
    /// <summary>The generator.</summary>
    public DenseNetwork Generator => generator;

    /// <summary>The judge.</summary>
    public DenseNetwork Judge => judge;

    /// <summary>The judge at the conditions of a case.</summary>
    /// <param name="g">The program.</param>
    /// <param name="features">Features of each sample of the case; null entries without conditions.</param>
    public ConditionedNetwork JudgeAt(ProgramBuilder g, IReadOnlyList<Value?> features) =>
        new(judge, features[0] is null ? null : g.ConcatenateRows([.. features.Select(sample => sample!)]));

    /// <summary>Draws the samples of a case of data, each at a site of its own.</summary>
    /// <typeparam name="T">What is drawn.</typeparam>
    /// <param name="name">Prefix of the sites.</param>
    /// <param name="draw">Draws a batch at a site.</param>
    public IReadOnlyList<T> Case<T>(string name, Func<string, T> draw) =>
        [.. Enumerable.Range(1, packing).Select(sample => draw(sample == 1 ? name : FormattableString.Invariant($"{name}{sample}")))];

    /// <summary>Generated samples as the judge sees them while it learns: without a way for gradients to the generator.</summary>
    /// <param name="g">The program.</param>
    /// <param name="name">Prefix of the draw sites.</param>
    /// <param name="features">Features of each sample of the case.</param>
    /// <returns>[m D, batch].</returns>
    public Value Fake(ProgramBuilder g, string name, IReadOnlyList<Value?> features) =>
        // Without the barrier the generator's gradient would lead through the update of the judge (an unrolled GAN).
        g.StopGradient(Packed(g, name, features, (site, c) => Hard(g, Output(g, site, c, g.Read), site)));

    /// <summary>Generated samples as the generator learns from them.</summary>
    /// <param name="g">The program.</param>
    /// <param name="features">Features of each sample of the case.</param>
    /// <returns>[m D, batch], with gradients.</returns>
    public Value Learning(ProgramBuilder g, IReadOnlyList<Value?> features) => Packed(g, "generator", features, (site, c) =>
    {
        Value output = Output(g, site, c, g.Read);
        return temperature is null ? output : g.GumbelSoftmax(output, temperature.Emit(g), Site(site, "Gumbel"));
    });

    /// <summary>Generated samples as the sample program draws them, as the judge sees them.</summary>
    /// <param name="g">The program.</param>
    /// <param name="features">Features of each sample of the case.</param>
    /// <returns>[m D, batch].</returns>
    public Value Drawn(ProgramBuilder g, IReadOnlyList<Value?> features) => Packed(g, "drawn", features, (site, c) => Hard(g, Output(g, site, c, Averaged(g)), site));

    /// <summary>What the generator that samples are drawn with puts out: a sample, or logits in binned mode.</summary>
    /// <param name="g">The sample program.</param>
    /// <param name="features">Features of the conditions, or null.</param>
    /// <returns>[D, batch].</returns>
    public Value Sample(ProgramBuilder g, Value? features) => Output(g, "", features, Averaged(g));

    private Func<StateSlot, Value> Averaged(ProgramBuilder g) => average is null ? g.Read : parameter => average.Read(g, parameter);

    private Value Output(ProgramBuilder g, string site, Value? features, Func<StateSlot, Value> read)
    {
        Value z = g.Normal(latent, Site(site, "Latent"));
        return generator.Forward(g, noiseScale is null ? z : z * g.Hyper(noiseScale), features, read);
    }

    /// <summary>In binned mode the one-hot of Gumbel-max: what Gumbel-softmax is in the forward direction, without the softmax that only a gradient needs.</summary>
    private Value Hard(ProgramBuilder g, Value logits, string site) =>
        temperature is null ? logits : g.OneHot(g.ArgMaxRows(logits + g.Gumbel(logits.Shape.Rows, Site(site, "Gumbel"))), logits.Shape.Rows);

    private Value Packed(ProgramBuilder g, string name, IReadOnlyList<Value?> features, Func<string, Value?, Value> draw)
    {
        int sample = 0;
        return g.ConcatenateRows([.. Case(name, site => draw(site, features[sample++]))]);
    }

    private static string Site(string name, string kind) => name.Length == 0 ? kind.ToLowerInvariant() : name + kind;
}
