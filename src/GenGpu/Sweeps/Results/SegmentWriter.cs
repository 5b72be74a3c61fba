using System.Diagnostics;
using System.Text.Json;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Training;

namespace GenGpu.Sweeps.Results;

/// <summary>
/// Appends results to a segment of its own, and weights to a file beside it. Results are collected in memory and reach the disk together, at most once a second: weights first,
/// so that a result that can be read always has its weights. What <see cref="Flush"/> has returned from is never lost.
/// </summary>
public sealed class SegmentWriter : IDisposable
{
    /// <summary>Ending of segments.</summary>
    public const string Extension = ".seg";

    /// <summary>Ending of the files with packed weights.</summary>
    public const string WeightsExtension = ".weights";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly IFileSteps _steps;
    private readonly MemoryStream _records = new();
    private readonly MemoryStream _weights = new();
    private Stream? _segment;
    private Stream? _weightsFile;
    private bool _failed;
    private long _weightsLength;
    private long _lastFlush = Stopwatch.GetTimestamp();

    /// <summary>Prepares a segment; its files are made by the first flush that has something to write.</summary>
    /// <param name="folder">The folder of results; it must exist.</param>
    /// <param name="writer">Who writes.</param>
    public SegmentWriter(string folder, WriterInfo writer)
        : this(folder, writer, DiskFileSteps.Instance)
    {
    }

    /// <summary>As the public constructor, with the steps of the file system given.</summary>
    internal SegmentWriter(string folder, WriterInfo writer, IFileSteps steps)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _steps = steps;

        // Names sort by shard and time of start; what follows keeps writers apart.
        string shard = writer.Shard.Replace('/', 'o');
        Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{shard}-{writer.Started:yyyyMMdd'T'HHmmss'.'fff}-{Guid.NewGuid().ToString("N").AsSpan(0, 8)}");
        Path = System.IO.Path.Combine(folder, Name + Extension);
        _records.Write(SegmentFormat.Magic);
        Append(RecordKind.Writer, TrialState.Pending, "", JsonSerializer.SerializeToUtf8Bytes(writer, JsonFile.OneLine));
        Unflushed = 0;
    }

    /// <summary>The segment's name without its ending.</summary>
    public string Name { get; }

    /// <summary>The segment.</summary>
    public string Path { get; }

    /// <summary>Results that are not on the disk yet.</summary>
    public int Unflushed { get; private set; }

    /// <summary>Adds how a trial ended.</summary>
    /// <param name="id">The trial.</param>
    /// <param name="document">Its figures; where its weights lie is filled in.</param>
    /// <param name="curve">Its evaluations.</param>
    /// <param name="weights">Its weights, or null to keep none.</param>
    public void Add(string id, TrialDocument document, IReadOnlyList<CurvePoint> curve, SafetensorsFile? weights)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(curve);
        if (weights is not null)
        {
            long begin = _weights.Length;
            SafetensorsWriter.Write(weights, _weights);
            document = document with { Run = document.Run with { WeightsOffset = _weightsLength + begin, WeightsLength = checked((int)(_weights.Length - begin)) } };
        }

        if (curve.Count > 0)
            Append(RecordKind.Curve, document.State, id, CurveBody.Encode(curve));

        // Last, so that a trial counts only when all of it is there.
        Append(RecordKind.Result, document.State, id, JsonSerializer.SerializeToUtf8Bytes(document, JsonFile.OneLine));
        Unflushed++;
    }

    /// <summary>Brings results to the disk when the last time is a second ago.</summary>
    /// <returns>Whether everything added is on the disk now.</returns>
    /// <exception cref="UserErrorException">The disk is full, or another file error; the message names the file.</exception>
    public bool FlushIfDue()
    {
        if (Unflushed > 0 && Stopwatch.GetElapsedTime(_lastFlush) >= Interval)
            Flush();
        return Unflushed == 0;
    }

    /// <summary>Brings all results to the disk.</summary>
    /// <exception cref="UserErrorException">As for <see cref="FlushIfDue"/>; what the file got of them is passed over by readers.</exception>
    public void Flush()
    {
        _lastFlush = Stopwatch.GetTimestamp();
        if (Unflushed == 0)
            return;
        if (_failed)
            throw new InvalidOperationException($"{Path} could not be written before; nothing is added to it.");
        try
        {
            if (_weights.Length > 0)
            {
                _weightsFile ??= _steps.Create(System.IO.Path.ChangeExtension(Path, null) + WeightsExtension);
                Drain(_weights, _weightsFile);
            }

            bool isNew = _segment is null;
            _segment ??= _steps.Create(Path);
            Drain(_records, _segment);

            // Both files lie in one folder.
            if (isNew)
                _steps.FlushEntry(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A record may have been written in part, and nothing may follow it.
            _failed = true;
            throw FileErrors.ForWriting(Path, error);
        }

        Unflushed = 0;
    }

    /// <summary>Closes the files. What was not flushed is given up: its trials will be trained again.</summary>
    public void Dispose()
    {
        foreach (Stream? stream in new[] { _segment, _weightsFile })
        {
            try
            {
                stream?.Dispose();
            }
            catch (IOException)
            {
                // The disk is full, which the flush has said.
            }
        }
    }

    private void Drain(MemoryStream from, Stream to)
    {
        from.Position = 0;
        from.CopyTo(to);
        _steps.FlushToDisk(to);
        if (ReferenceEquals(from, _weights))
            _weightsLength += from.Length;
        from.SetLength(0);
    }

    private void Append(RecordKind kind, TrialState state, string id, byte[] body) => _records.Write(SegmentFormat.Record(kind, state, id, body));
}
