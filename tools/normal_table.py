#!/usr/bin/env python3
"""Derives src/GenGpu.Core/Random/NormalTable.cs: the piecewise polynomial of the inverse normal distribution function.

Usage: python3 tools/normal_table.py > src/GenGpu.Core/Random/NormalTable.cs      (standard library only; deterministic)

q = 4 p lies in [2^-31, 2). Segment s (0..63) covers half an octave: with o = s // 2 the octave [2^(o-31), 2^(o-30)) and
h = s % 2 its lower or upper half. In a segment, t = f - 1.25 where f in [1, 1.5) is the float whose lower 22 mantissa bits
are those of q. |PhiInverse(p)| is approximated by a polynomial of degree 5 in t, which interpolates at the Chebyshev nodes.
"""
import math
import struct
from statistics import NormalDist

SEGMENTS = 64
DEGREE = 5


def to_float32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def quantile(segment, t):
    octave, half = divmod(segment, 2)
    q = math.ldexp(t + 1.25 + 0.5 * half, octave - 31)
    return -NormalDist().inv_cdf(q / 4)


def solve(matrix, right):
    """Gaussian elimination with partial pivoting."""
    n = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(n)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            for c in range(i, n + 1):
                rows[r][c] -= factor * rows[i][c]
    result = [0.0] * n
    for i in reversed(range(n)):
        result[i] = (rows[i][n] - sum(rows[i][c] * result[c] for c in range(i + 1, n))) / rows[i][i]
    return result


def fit(segment):
    nodes = [0.25 * math.cos(math.pi * (2 * i + 1) / (2 * (DEGREE + 1))) for i in range(DEGREE + 1)]
    matrix = [[t ** d for d in range(DEGREE + 1)] for t in nodes]
    return [to_float32(c) for c in solve(matrix, [quantile(segment, t) for t in nodes])]


def evaluate(coefficients, t):
    value = coefficients[-1]
    for c in reversed(coefficients[:-1]):
        value = to_float32(value * t + c)
    return value


def main():
    table = [fit(s) for s in range(SEGMENTS)]
    worst = 0.0
    for s in range(SEGMENTS):
        for i in range(2001):
            t = to_float32(-0.25 + 0.5 * i / 2001)
            worst = max(worst, abs(evaluate(table[s], t) - quantile(s, t)))
    print("namespace GenGpu.Core.Random;\n")
    print("/// <summary>")
    print("/// Coefficients of |PhiInverse(p)| for p in [2^-33, 0.5), written by <c>tools/normal_table.py</c>; see <see cref=\"RandomDraws.NormalWord\"/>.")
    print(f"/// Largest absolute error over all segments, float arithmetic included: {worst:.1e}.")
    print("/// </summary>")
    print("public static class NormalTable")
    print("{")
    print("    /// <summary>Number of half-octave segments of q = 4 p over [2^-31, 2).</summary>")
    print(f"    public const int SegmentCount = {SEGMENTS};\n")
    print("    /// <summary>Degree of the polynomial in each segment.</summary>")
    print(f"    public const int Degree = {DEGREE};\n")
    print("    /// <summary>The coefficients, <c>Coefficients[d * SegmentCount + segment]</c> being that of t^d.</summary>")
    print("    public static ReadOnlySpan<float> Coefficients =>")
    print("    [")
    for d in range(DEGREE + 1):
        print(f"        // t^{d}")
        for start in range(0, SEGMENTS, 8):
            print("        " + ", ".join(f"{table[s][d]:.9g}f" for s in range(start, start + 8)) + ",")
    print("    ];")
    print("}")


main()
