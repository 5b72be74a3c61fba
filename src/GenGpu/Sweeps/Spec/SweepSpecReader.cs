using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Cluster;

namespace GenGpu.Sweeps.Spec;

/// <summary>Reads a sweep's specification.</summary>
public sealed class SweepSpecReader
{
    private static readonly string[] Sections = ["schema", "name", "base", "grid", "zip", "random", "repeat", "exclude", "stop", "slurm", "kubernetes"];
    private readonly SpecDocument _document;
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _owners = new(StringComparer.Ordinal);

    private SweepSpecReader(SpecDocument document) => _document = document;

    /// <summary>Reads a file, with values replaced as <c>--set</c> says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Texts of the form name=value,value.</param>
    /// <exception cref="UserErrorException">The file is missing, of another schema, or something in it does not fit; the message names line and column.</exception>
    public static SweepSpec Read(string path, IEnumerable<string>? overrides = null)
    {
        SpecDocument document = SpecDocument.Read(path);
        CheckSchema(document);
        string[] given = [.. overrides ?? []];
        document = SpecOverrides.Apply(document, given);
        return new SweepSpecReader(document).Read() with { Source = given.Length == 0 ? File.ReadAllText(path) : SpecText.Of(document.Root, $"# {Path.GetFileName(path)} with --set {string.Join(' ', given)}") };
    }

    private static void CheckSchema(SpecDocument document)
    {
        if (document.Root.Find("schema") is not { } node)
            throw document.Fail(document.Root.Where, $"there is no schema; a sweep begins with the line 'schema: {SweepSpec.Schema}'.");
        string schema = document.Scalar(node, "schema").Text;
        if (schema == SweepSpec.Schema)
            return;
        throw document.Fail(node.Where, schema.StartsWith("gengpu/sweep/", StringComparison.Ordinal)
            ? $"the schema is {MessageText.Quote(schema)}, this version of gengpu reads '{SweepSpec.Schema}'; use a newer gengpu."
            : $"the schema is {MessageText.Quote(schema)}; a sweep has '{SweepSpec.Schema}'.");
    }

    private SweepSpec Read()
    {
        SpecTable root = _document.Root;
        if (root.Entries.FirstOrDefault(entry => !Sections.Contains(entry.Key)) is { } unknown)
            throw _document.Unknown(unknown, "a sweep", Sections);
        var shared = new Dictionary<string, TrialValue>(StringComparer.Ordinal);
        if (root.Find("base") is { } given)
        {
            foreach (SpecEntry entry in _document.Table(given, "base").Entries)
            {
                TrialKey key = Resolve(entry);
                if (entry.Value is not SpecScalar)
                    throw _document.Fail(entry.Value.Where, $"{key.Name} has several values in base, which takes one; put it into grid.");
                shared.Add(key.Name, TrialKeys.Bind(_document, key, entry.Value));
            }
        }

        var reader = new AxisReader(_document, Resolve);
        var axes = new List<SweepAxis>();
        foreach (SpecEntry entry in root.Entries)
        {
            switch (entry.Key)
            {
                case "grid":
                    axes.AddRange(reader.Grid(_document.Table(entry.Value, "grid")));
                    break;
                case "zip":
                    axes.Add(reader.Zip(_document.Table(entry.Value, "zip")));
                    break;
                case "random":
                    axes.Add(reader.Random(_document.Table(entry.Value, "random")));
                    break;
                case "repeat":
                    axes.Add(reader.Repeat(_document.Table(entry.Value, "repeat")));
                    break;
            }
        }

        return new SweepSpec
        {
            Path = _document.Path,
            Name = root.Find("name") is { } name ? Name(name) : Path.GetFileNameWithoutExtension(_document.Path),
            Base = shared,
            Axes = axes,
            Excludes = root.Find("exclude") is { } excludes ? Excludes(excludes) : [],
            Stop = root.Find("stop") is { } stop ? StopReader.Read(_document, _document.Table(stop, "stop")) : StopRules.None,
            Slurm = root.Find("slurm") is { } slurm ? SlurmReader.Read(_document, _document.Table(slurm, "slurm")) : SlurmSettings.Default,
            Kubernetes = root.Find("kubernetes") is { } kubernetes ? KubernetesReader.Read(_document, _document.Table(kubernetes, "kubernetes")) : KubernetesSettings.Default,
            Places = _places,
            Owners = _owners,
        };
    }

    // Also the name of a folder in runs, and of nothing outside.
    private string Name(SpecNode node)
    {
        string name = SpecScalars.Text(_document, _document.Scalar(node, "name"), "name");
        return name is "." or ".." || name.Any(letter => letter is '/' or '\\' || char.IsControl(letter))
            ? throw _document.Fail(node.Where, $"the name {MessageText.Quote(name)} cannot be that of a folder; leave out slashes, and give the place with --output.")
            : name;
    }

    private TrialKey Resolve(SpecEntry entry)
    {
        TrialKey key = TrialKeys.Resolve(_document, entry);
        if (!_places.TryAdd(key.Name, entry.Where))
            throw _document.Fail(entry.Where, $"{key.Name} is given twice (before at {_places[key.Name]}).");
        if (key.Settings.Count > 0)
            _owners.Add(key.Name, [.. key.Settings.Select(setting => setting.Family)]);
        return key;
    }

    private List<IReadOnlyDictionary<string, IReadOnlyList<TrialValue>>> Excludes(SpecNode node)
    {
        if (node is not SpecList list)
            throw _document.Fail(node.Where, "exclude is a list of tables, for example [{model: flow, budget: 64}].");
        var excludes = new List<IReadOnlyDictionary<string, IReadOnlyList<TrialValue>>>();
        foreach (SpecNode item in list.Items)
        {
            var one = new Dictionary<string, IReadOnlyList<TrialValue>>(StringComparer.Ordinal);
            foreach (SpecEntry entry in _document.Table(item, "an entry of exclude").Entries)
            {
                TrialKey key = TrialKeys.Resolve(_document, entry);
                if (!_places.ContainsKey(key.Name))
                    throw _document.Fail(entry.Where, $"{key.Name} is excluded by value, but the sweep does not set it.");
                one.Add(key.Name, entry.Value is SpecList several ? [.. several.Items.Select(value => TrialKeys.Bind(_document, key, value))] : [TrialKeys.Bind(_document, key, entry.Value)]);
            }

            excludes.Add(one.Count > 0 ? one : throw _document.Fail(item.Where, "this entry of exclude names no key, and would leave out every trial."));
        }

        return excludes;
    }
}
