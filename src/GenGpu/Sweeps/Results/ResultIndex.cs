using System.Text.Json;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Training;

namespace GenGpu.Sweeps.Results;

/// <summary>
/// The results of a sweep: which trial ended how, and where its record lies. Segments are read in the order of their names; of several results of one trial done counts before diverged, diverged before failed,
/// and of equals the first, so that nothing is counted twice.
/// </summary>
public sealed class ResultIndex
{
    private readonly Dictionary<string, ResultEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private readonly List<string> _segments = [];
    private readonly List<WriterInfo?> _writers = [];
    private readonly List<int> _written = [];

    private ResultIndex()
    {
    }

    /// <summary>Writers in the order of their segments; null where a segment lost its first record.</summary>
    public IReadOnlyList<WriterInfo?> Writers => _writers;

    /// <summary>Results in each segment, repetitions and failures included.</summary>
    public IReadOnlyList<int> Written => _written;

    /// <summary>Trials that have a result.</summary>
    public int Count => _entries.Count;

    /// <summary>Results of trials that had one already: the work of double starts.</summary>
    public int Repeated { get; private set; }

    /// <summary>What could not be used.</summary>
    public SegmentDamage Damage { get; private set; }

    /// <summary>Reads the segments of a folder.</summary>
    /// <param name="folder">The folder of results; it may be missing.</param>
    /// <exception cref="UserErrorException">A segment cannot be read or is of a newer version.</exception>
    public static ResultIndex Read(string folder)
    {
        var index = new ResultIndex();
        if (!Directory.Exists(folder))
            return index;
        foreach (string path in Directory.EnumerateFiles(folder, "*" + SegmentWriter.Extension).Order(StringComparer.Ordinal))
            index.ReadSegment(path);
        return index;
    }

    /// <summary>How a trial ended; <see cref="TrialState.Pending"/> when it has no result.</summary>
    /// <param name="id">The trial.</param>
    public TrialState StateOf(string id) => _entries.TryGetValue(id, out ResultEntry entry) ? entry.State : TrialState.Pending;

    /// <summary>How often a trial has failed.</summary>
    /// <param name="id">The trial.</param>
    public int FailuresOf(string id) => _attempts.GetValueOrDefault(id);

    /// <summary>Who computed a trial's result, or null.</summary>
    /// <param name="id">The trial.</param>
    public WriterInfo? WriterOf(string id) => _entries.TryGetValue(id, out ResultEntry entry) ? _writers[entry.Segment] : null;

    /// <summary>Reads a trial's result.</summary>
    /// <param name="id">A trial that has one.</param>
    /// <exception cref="DataFormatException">The record cannot be read.</exception>
    public TrialDocument Document(string id)
    {
        ResultEntry entry = _entries[id];
        string path = _segments[entry.Segment];
        try
        {
            return JsonSerializer.Deserialize<TrialDocument>(SegmentReader.Body(path, entry.Result), JsonFile.OneLine) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new DataFormatException(path, $"the result of trial {id} cannot be read ({error.Message}); use the gengpu that wrote it.", error);
        }
    }

    /// <summary>Reads a trial's evaluations; empty when it has none.</summary>
    /// <param name="id">A trial that has a result.</param>
    public IReadOnlyList<CurvePoint> Curve(string id) =>
        _entries[id] is { Curve: { } curve } entry ? CurveBody.Decode(SegmentReader.Body(_segments[entry.Segment], curve)) : [];

    /// <summary>Reads a trial's weights as the bytes of a safetensors file; null when they were not kept.</summary>
    /// <param name="id">A trial that has a result.</param>
    /// <exception cref="UserErrorException">The file with the weights is missing or short.</exception>
    public byte[]? Weights(string id)
    {
        TrialRun run = Document(id).Run;
        if (run.WeightsOffset is not { } offset)
            return null;
        string path = Path.ChangeExtension(_segments[_entries[id].Segment], null) + SegmentWriter.WeightsExtension;
        return InputFile.Read(path, FileShare.ReadWrite | FileShare.Delete, stream =>
        {
            if (stream.Length < offset + run.WeightsLength)
                throw new DataFormatException(path, $"it is too short for the weights of trial {id}; the file is damaged.");
            byte[] bytes = new byte[run.WeightsLength];
            stream.Position = offset;
            stream.ReadExactly(bytes);
            return bytes;
        });
    }

    private void ReadSegment(string path)
    {
        int segment = _segments.Count;
        _segments.Add(path);
        _writers.Add(null);
        _written.Add(0);
        var curves = new Dictionary<string, SegmentRecord>(StringComparer.Ordinal);
        long end = SegmentFormat.Magic.Length;
        SegmentDamage damage = SegmentReader.Read(path, (in SegmentRecord record, ReadOnlySpan<byte> body) =>
        {
            bool isBehindDamage = record.Begin != end;
            end = record.BodyOffset + record.BodyLength;
            switch (record.Kind)
            {
                case RecordKind.Writer:
                    _writers[segment] = Writer(path, body);
                    break;
                case RecordKind.Curve:
                    curves[record.TrialId] = record;
                    break;
                case RecordKind.Result when isBehindDamage && !curves.ContainsKey(record.TrialId):
                    // What was lost may have been its curve: the trial is trained again, with the same bits.
                    break;
                case RecordKind.Result:
                    _written[segment]++;
                    Add(new ResultEntry(record.State, segment, record, curves.Remove(record.TrialId, out SegmentRecord curve) ? curve : null));
                    break;
            }
        });
        Damage = new SegmentDamage(Damage.TornBytes + damage.TornBytes, Damage.DamagedRecords + damage.DamagedRecords);
    }

    private void Add(ResultEntry entry)
    {
        string id = entry.Result.TrialId;
        if (entry.State == TrialState.Failed)
            _attempts[id] = _attempts.GetValueOrDefault(id) + 1;
        if (!_entries.TryGetValue(id, out ResultEntry before))
            _entries.Add(id, entry);
        else if (Rank(entry.State) > Rank(before.State))
            _entries[id] = entry;
        else if (entry.State != TrialState.Failed)
            Repeated++;
    }

    private static int Rank(TrialState state) => state switch
    {
        TrialState.Done => 3,
        TrialState.Diverged => 2,
        _ => 1,
    };

    private static WriterInfo? Writer(string path, ReadOnlySpan<byte> body)
    {
        WriterInfo? writer = JsonSerializer.Deserialize<WriterInfo>(body, JsonFile.OneLine);
        return writer?.Schema is null or WriterInfo.CurrentSchema ? writer
            : throw new DataFormatException(path, $"its schema is {MessageText.Quote(writer.Schema)}, this version of gengpu reads '{WriterInfo.CurrentSchema}'; use a newer gengpu.");
    }
}
