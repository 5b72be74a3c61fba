using System.Buffers.Binary;
using GenGpu.Training;

namespace GenGpu.Sweeps.Results;

/// <summary>A trial's evaluations as bytes: number of points and of values (4 bytes each), then per point the step (8 bytes) and loss and metrics as doubles, little-endian.</summary>
internal static class CurveBody
{
    /// <summary>Encodes.</summary>
    public static byte[] Encode(IReadOnlyList<CurvePoint> curve)
    {
        int width = curve.Count == 0 ? 0 : curve[0].Values.Length + 1;
        byte[] body = new byte[8 + (curve.Count * 8 * (width + 1))];
        Span<byte> rest = body;
        BinaryPrimitives.WriteInt32LittleEndian(rest, curve.Count);
        BinaryPrimitives.WriteInt32LittleEndian(rest[4..], width);
        rest = rest[8..];
        foreach (CurvePoint point in curve)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, point.Step);
            BinaryPrimitives.WriteDoubleLittleEndian(rest[8..], point.Loss);
            for (int index = 0; index < point.Values.Length; index++)
                BinaryPrimitives.WriteDoubleLittleEndian(rest[(16 + (8 * index))..], point.Values[index]);
            rest = rest[(8 * (width + 1))..];
        }

        return body;
    }

    /// <summary>Decodes.</summary>
    public static CurvePoint[] Decode(ReadOnlySpan<byte> body)
    {
        var curve = new CurvePoint[BinaryPrimitives.ReadInt32LittleEndian(body)];
        int width = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        body = body[8..];
        for (int point = 0; point < curve.Length; point++)
        {
            double[] values = new double[Math.Max(0, width - 1)];
            for (int index = 0; index < values.Length; index++)
                values[index] = BinaryPrimitives.ReadDoubleLittleEndian(body[(16 + (8 * index))..]);
            curve[point] = new CurvePoint(BinaryPrimitives.ReadInt64LittleEndian(body), BinaryPrimitives.ReadDoubleLittleEndian(body[8..]), values);
            body = body[(8 * (width + 1))..];
        }

        return curve;
    }
}
