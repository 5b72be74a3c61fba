using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Runtime;

/// <summary>
/// A block of floats per model that lives on the device, with a copy on the host of those pieces that the host has asked for. Pieces hold
/// several models, so that reading many models one after the other costs few transfers. Without device memory the host copy is all there is.
/// </summary>
/// <param name="models">Number of models.</param>
/// <param name="length">Floats per model, at least 1.</param>
internal sealed class MirroredBlock(int models, int length)
{
    private const int PieceFloats = 1 << 16;
    private readonly int modelsPerPiece = Math.Max(1, PieceFloats / length);
    private readonly Piece[] pieces = new Piece[(models + Math.Max(1, PieceFloats / length) - 1) / Math.Max(1, PieceFloats / length)];
    private readonly float[]?[] host = new float[(models + Math.Max(1, PieceFloats / length) - 1) / Math.Max(1, PieceFloats / length)][];

    /// <summary>Who has the truth of a piece.</summary>
    private enum Piece
    {
        Zero,
        Host,
        Device,
        Both,
    }

    /// <summary>The device memory; null when evicted.</summary>
    public DeviceBuffer? Buffer { get; private set; }

    /// <summary>Bytes of device memory.</summary>
    public long Bytes => (long)models * length * sizeof(float);

    /// <summary>The floats of a model, for reading.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="stream">For a transfer, if one is needed.</param>
    public ReadOnlySpan<float> Read(int model, IDeviceStream stream) => Host(model, stream);

    /// <summary>The floats of a model, for writing; the device takes them at the next launch.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="stream">For a transfer, if one is needed.</param>
    public Span<float> Write(int model, IDeviceStream stream)
    {
        Span<float> values = Host(model, stream);
        pieces[model / modelsPerPiece] = Piece.Host;
        return values;
    }

    /// <summary>Takes device memory.</summary>
    /// <param name="buffer">Memory of <see cref="Bytes"/>.</param>
    /// <param name="stream">Clears it.</param>
    public void Load(DeviceBuffer buffer, IDeviceStream stream)
    {
        Buffer = buffer;
        stream.Clear(buffer, 0, Bytes);
        for (int piece = 0; piece < pieces.Length; piece++)
        {
            if (pieces[piece] == Piece.Zero)
                pieces[piece] = Piece.Device;
        }
    }

    /// <summary>Brings what the host has changed to the device.</summary>
    /// <param name="first">First model.</param>
    /// <param name="count">Number of models.</param>
    /// <param name="stream">Copies.</param>
    public void Upload(int first, int count, IDeviceStream stream)
    {
        for (int piece = first / modelsPerPiece; piece <= (first + count - 1) / modelsPerPiece; piece++)
        {
            if (pieces[piece] != Piece.Host)
                continue;
            stream.Write(Buffer!, Offset(piece), MemoryMarshal.AsBytes(host[piece].AsSpan()));
            pieces[piece] = Piece.Both;
        }
    }

    /// <summary>Notes that the device has changed models whose pieces were uploaded before.</summary>
    /// <param name="first">First model.</param>
    /// <param name="count">Number of models.</param>
    public void ChangedOnDevice(int first, int count)
    {
        for (int piece = first / modelsPerPiece; piece <= (first + count - 1) / modelsPerPiece; piece++)
            pieces[piece] = Piece.Device;
    }

    /// <summary>Brings everything to the host and gives the device memory up.</summary>
    /// <param name="stream">Copies.</param>
    /// <returns>The memory, now the caller's.</returns>
    public DeviceBuffer Evict(IDeviceStream stream)
    {
        for (int piece = 0; piece < pieces.Length; piece++)
        {
            Host(piece * modelsPerPiece, stream);
            pieces[piece] = Piece.Host;
        }

        return Release()!;
    }

    /// <summary>Gives the device memory up without looking at it.</summary>
    /// <returns>The memory, or null when there was none.</returns>
    public DeviceBuffer? Release()
    {
        DeviceBuffer? buffer = Buffer;
        Buffer = null;
        return buffer;
    }

    private Span<float> Host(int model, IDeviceStream stream)
    {
        int piece = model / modelsPerPiece;
        float[] values = host[piece] ??= new float[Math.Min(modelsPerPiece, models - (piece * modelsPerPiece)) * length];
        if (pieces[piece] == Piece.Device)
        {
            stream.Read(Buffer!, Offset(piece), MemoryMarshal.AsBytes(values.AsSpan()));
            pieces[piece] = Piece.Both;
        }
        else if (pieces[piece] == Piece.Zero)
        {
            pieces[piece] = Piece.Host;
        }

        return values.AsSpan((model - (piece * modelsPerPiece)) * length, length);
    }

    private long Offset(int piece) => (long)piece * modelsPerPiece * length * sizeof(float);
}
