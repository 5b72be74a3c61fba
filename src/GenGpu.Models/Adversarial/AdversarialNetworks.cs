using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Adversarial;

/// <summary>
/// Generator, latent -> H -> D, and judge (the discriminator or critic), m D -> H -> 1, where m samples that the judge sees stacked are one case (packing, Lin et al. 2018). In binned
/// mode the generator's logits pass through Gumbel-softmax, one-hot forward (Jang, Gu and Poole 2017).
/// </summary>
/// <param name="generator">The generator.</param>
/// <param name="judge">The judge.</param>
/// <param name="noiseScale">Standard deviation of the latents; null for 1.</param>
/// <param name="temperature">The temperature of Gumbel-softmax; null without categories.</param>
/// <param name="average">The average of the generator that samples are drawn with, or null.</param>
internal sealed class AdversarialNetworks(DenseNetwork generator, DenseNetwork judge, HyperSlot? noiseScale, GumbelTemperature? temperature, WeightAverage? average)
{
    /// <summary>The generator.</summary>
    public DenseNetwork Generator => generator;

    /// <summary>The judge.</summary>
    public DenseNetwork Judge => judge;

    /// <summary>Number m of samples that make a case.</summary>
    public int Packing => judge.Widths[0] / generator.Widths[^1];

    /// <summary>Data as the judge sees them.</summary>
    /// <param name="g">The program.</param>
    /// <param name="draw">Draws a batch of data [D, batch] at a site.</param>
    /// <returns>[m D, batch].</returns>
    public Value Real(ProgramBuilder g, Func<string, Value> draw) => Packed(g, "data", draw);

    /// <summary>Generated samples as the judge sees them while it learns: without a way for gradients to the generator.</summary>
    /// <param name="g">The program.</param>
    /// <param name="name">Prefix of the draw sites.</param>
    /// <returns>[m D, batch].</returns>
    public Value Fake(ProgramBuilder g, string name) =>
        // Without the barrier the generator's gradient would lead through the update of the judge (an unrolled GAN).
        g.StopGradient(Packed(g, name, site => Hard(g, Output(g, site, g.Read), site)));

    /// <summary>Generated samples as the generator learns from them.</summary>
    /// <param name="g">The program.</param>
    /// <returns>[m D, batch], with gradients.</returns>
    public Value Learning(ProgramBuilder g) => Packed(g, "generator", site =>
    {
        Value output = Output(g, site, g.Read);
        return temperature is null ? output : g.GumbelSoftmax(output, temperature.Emit(g), Site(site, "Gumbel"));
    });

    /// <summary>Generated samples as the sample program draws them, as the judge sees them.</summary>
    /// <param name="g">The program.</param>
    /// <returns>[m D, batch].</returns>
    public Value Drawn(ProgramBuilder g) => Packed(g, "drawn", site => Hard(g, Output(g, site, Averaged(g)), site));

    /// <summary>What the generator that samples are drawn with puts out: a sample, or logits in binned mode.</summary>
    /// <param name="g">The sample program.</param>
    /// <returns>[D, batch].</returns>
    public Value Sample(ProgramBuilder g) => Output(g, "", Averaged(g));

    private Func<StateSlot, Value> Averaged(ProgramBuilder g) => average is null ? g.Read : parameter => average.Read(g, parameter);

    private Value Output(ProgramBuilder g, string site, Func<StateSlot, Value> read)
    {
        Value latent = g.Normal(generator.Widths[0], Site(site, "Latent"));
        return generator.Forward(g, noiseScale is null ? latent : latent * g.Hyper(noiseScale), read);
    }

    /// <summary>In binned mode the one-hot of Gumbel-max: what Gumbel-softmax is in the forward direction, without the softmax that only a gradient needs.</summary>
    private Value Hard(ProgramBuilder g, Value logits, string site) =>
        temperature is null ? logits : g.OneHot(g.ArgMaxRows(logits + g.Gumbel(logits.Shape.Rows, Site(site, "Gumbel"))), logits.Shape.Rows);

    private Value Packed(ProgramBuilder g, string name, Func<string, Value> draw) =>
        g.ConcatenateRows([.. Enumerable.Range(1, Packing).Select(sample => draw(sample == 1 ? name : FormattableString.Invariant($"{name}{sample}")))]);

    private static string Site(string name, string kind) => name.Length == 0 ? kind.ToLowerInvariant() : name + kind;
}
