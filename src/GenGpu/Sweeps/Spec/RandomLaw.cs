using System.Globalization;
using System.Text;
using GenGpu.Core.Random;
using GenGpu.Storage;

namespace GenGpu.Sweeps.Spec;

/// <summary>
/// What a random key is drawn from: <c>{uniform: [a, b]}</c>, <c>{log: [a, b]}</c> (uniform in the logarithm), <c>{int: [a, b]}</c> (both ends included) or <c>{choice: [...]}</c>.
/// Drawn from Philox4x32-10 with the key = the seed of random and the counter = (number of the point, hash of the key's name), so that neither other keys nor their order matter.
/// </summary>
internal sealed class RandomLaw
{
    private static readonly string[] Kinds = ["uniform", "log", "int", "choice"];

    // Enough to keep thousands of draws apart, as many as a float has.
    private const int DrawnDigits = 8;
    private readonly Func<double, TrialValue> _map;

    private RandomLaw(Func<double, TrialValue> map) => _map = map;

    /// <summary>Reads a law.</summary>
    /// <exception cref="DataFormatException">It is none.</exception>
    public static RandomLaw Read(SpecDocument document, TrialKey key, SpecEntry entry)
    {
        if (entry.Value is not SpecTable { Entries: [var law] })
            throw document.Fail(entry.Value.Where, $"{key.Name} needs one of uniform: [low, high], log: [low, high], int: [low, high], choice: [a, b].");
        switch (law.Key)
        {
            case "choice":
                SpecList list = law.Value as SpecList ?? throw document.Fail(law.Value.Where, $"{key.Name}: choice needs a list.");
                TrialValue[] words = [.. list.Items.Select(item => TrialKeys.Bind(document, key, item))];
                return words.Length > 0 ? new RandomLaw(u => words[Math.Min((int)(u * words.Length), words.Length - 1)]) : throw document.Fail(list.Where, $"{key.Name}: choice has no values.");
            case "int":
                (double first, double last) = Ends(document, key, law.Value, isLog: false);
                if (first != Math.Floor(first) || last != Math.Floor(last))
                    throw document.Fail(law.Value.Where, $"{key.Name}: int needs whole ends.");
                return new RandomLaw(u => Rounded(document, key, law.Value, Math.Min(first + Math.Floor(u * (last - first + 1)), last), digits: 15));
            case "uniform":
                (double low, double high) = Ends(document, key, law.Value, isLog: false);
                return new RandomLaw(u => Rounded(document, key, law.Value, low + (u * (high - low)), DrawnDigits));
            case "log":
                (double lower, double upper) = Ends(document, key, law.Value, isLog: true);
                return new RandomLaw(u => Rounded(document, key, law.Value, Math.Exp(Math.Log(lower) + (u * (Math.Log(upper) - Math.Log(lower)))), DrawnDigits));
            default:
                throw document.Unknown(law, key.Name, Kinds);
        }
    }

    /// <summary>The value of a point.</summary>
    public TrialValue Draw(ulong seed, string name, int point)
    {
        uint site = 2166136261; // FNV-1a
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
            site = unchecked((site ^ letter) * 16777619);
        PhiloxBlock block = Philox.Generate(new PhiloxBlock((uint)point, site, 0, 0), (uint)seed, (uint)(seed >> 32));
        return _map(((((ulong)block[0] << 32) | block[1]) >> 11) / (double)(1UL << 53));
    }

    /// <summary>Reads <c>[low, high]</c>.</summary>
    public static (double Low, double High) Ends(SpecDocument document, TrialKey key, SpecNode node, bool isLog)
    {
        if (node is not SpecList { Items: [var first, var second] })
            throw document.Fail(node.Where, $"{key.Name} needs two ends, [low, high].");
        double low = SpecScalars.Number(document, document.Scalar(first, key.Name), key.Name);
        double high = SpecScalars.Number(document, document.Scalar(second, key.Name), key.Name);
        if (!(low < high))
            throw document.Fail(node.Where, $"{key.Name} needs a low end below its high end.");
        return isLog && low <= 0 ? throw document.Fail(first.Where, $"{key.Name}: a logarithmic scale needs ends above 0.") : (low, high);
    }

    /// <summary>A value in a few digits, so that the last bit of a logarithm, which machines may disagree on, decides no trial's name.</summary>
    public static TrialValue Rounded(SpecDocument document, TrialKey key, SpecNode where, double value, int digits = 6)
    {
        string text = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        return TrialKeys.Bind(document, key, new SpecScalar(where.Where, text));
    }
}
