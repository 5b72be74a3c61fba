#!/usr/bin/env python3
"""Derives src/GenGpu.Cpu/Simd/MathCoefficients.cs: the polynomials of exp, log, sin, cos and erf in single precision.

Usage: python3 tools/math_coefficients.py > src/GenGpu.Cpu/Simd/MathCoefficients.cs      (standard library only; deterministic)

Each polynomial interpolates its function at the Chebyshev nodes of its interval, in 60-digit decimal arithmetic; the
coefficients are rounded to float32 from the highest degree down, the lower ones being fitted again to what is left.
"""
import struct
from decimal import Decimal as D, getcontext

getcontext().prec = 60


def to_float32(x):
    return struct.unpack("<f", struct.pack("<f", float(x)))[0]


def series(term, x):
    """Sum of term(n, x) until it no longer changes."""
    total, n = D(0), 0
    while True:
        t = term(n, x)
        if n > 4 and abs(t) < D(10) ** -58:
            return total + t
        total += t
        n += 1


FACTORIAL = [D(1)]
for n in range(1, 400):
    FACTORIAL.append(FACTORIAL[-1] * n)


def pi():
    def arctan_inverse(k):
        return series(lambda n, x: (-1) ** n / (D(2 * n + 1) * x ** (2 * n + 1)), D(k))
    return 4 * (4 * arctan_inverse(5) - arctan_inverse(239))


PI = pi()


def expm1_quotient(r):  # (exp r - 1 - r) / r^2
    return series(lambda n, x: x ** n / FACTORIAL[n + 2], r)


def log1p_quotient(f):  # (log(1 + f) - f + f^2 / 2) / f^3
    return series(lambda n, x: (-1) ** n * x ** n / D(n + 3), f)


def sin_quotient(s):  # (sin r - r) / r^3 at s = r^2
    return series(lambda n, x: (-1) ** (n + 1) * x ** n / FACTORIAL[2 * n + 3], s)


def cos_quotient(s):  # (cos r - 1 + r^2 / 2) / r^4 at s = r^2
    return series(lambda n, x: (-1) ** n * x ** n / FACTORIAL[2 * n + 4], s)


def erf_over_x(s):  # erf(x) / x - 1 at s = x^2
    return 2 / PI.sqrt() * series(lambda n, x: (-1) ** n * x ** n / (FACTORIAL[n] * (2 * n + 1)), s) - 1


def erfc(x):
    if x < 3:
        return 1 - x * (erf_over_x(x * x) + 1)
    fraction = D(0)  # continued fraction, evaluated from its tail
    for n in range(400, 0, -1):
        fraction = (D(n) / 2) / (x + fraction)
    return (-x * x).exp() / ((x + fraction) * PI.sqrt())


def minus_log_erfc(x):
    return -erfc(x).ln()


def solve(matrix, right):
    n = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(n)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            for c in range(i, n + 1):
                rows[r][c] -= factor * rows[i][c]
    result = [D(0)] * n
    for i in reversed(range(n)):
        result[i] = (rows[i][n] - sum(rows[i][c] * result[c] for c in range(i + 1, n))) / rows[i][i]
    return result


def chebyshev_nodes(low, high, count):
    import math
    return [(D(low) + D(high)) / 2 + (D(high) - D(low)) / 2 * D(math.cos(math.pi * (2 * i + 1) / (2 * count))) for i in range(count)]


def fit(function, low, high, degree):
    fixed = {}
    for top in range(degree, -1, -1):
        nodes = chebyshev_nodes(low, high, top + 1)
        right = [function(t) - sum(c * t ** d for d, c in fixed.items()) for t in nodes]
        fixed[top] = D(to_float32(solve([[t ** d for d in range(top + 1)] for t in nodes], right)[top]))
    return [float(fixed[d]) for d in range(degree + 1)]


def emit(name, comment, coefficients):
    print(f"\n    // {comment}")
    for d, c in enumerate(coefficients):
        print(f"    public const float {name}{d} = {c:.9g}f;")


def split(value, bits):
    """The value's leading bits, as a float with trailing zeros."""
    import math
    exponent = math.frexp(float(value))[1]
    step = D(2) ** (exponent - bits)
    return float((value / step).to_integral_value() * step)


def main():
    ln2 = D(2).ln()
    print("namespace GenGpu.Cpu.Simd;\n")
    print("/// <summary>")
    print("/// Coefficients of the elementary functions in single precision, written by <c>tools/math_coefficients.py</c>. Every accelerator")
    print("/// that wants the same accuracy copies them from here; how they are used is in <see cref=\"LaneMath{TLanes}\"/>.")
    print("/// </summary>")
    print("internal static class MathCoefficients")
    print("{")
    high = split(ln2, 16)
    print("    // ln 2 in two parts, the first with few enough bits that its product with an exponent is exact.")
    print(f"    public const float Ln2High = {high:.9g}f;")
    print(f"    public const float Ln2Low = {to_float32(ln2 - D(high)):.9g}f;")
    print(f"    public const float Log2E = {to_float32(1 / ln2):.9g}f;\n")
    half_pi = PI / 2
    p1 = to_float32(half_pi)
    p2 = to_float32(half_pi - D(p1))
    p3 = to_float32(half_pi - D(p1) - D(p2))
    print("    // pi / 2 in three parts, subtracted one after the other by fused multiply-add.")
    for i, p in enumerate((p1, p2, p3)):
        print(f"    public const float HalfPi{i} = {p:.9g}f;")
    print(f"    public const float TwoOverPi = {to_float32(2 / PI):.9g}f;")
    emit("Exp", "(exp r - 1 - r) / r^2 on |r| <= ln 2 / 2.", fit(expm1_quotient, -0.3470, 0.3470, 5))
    emit("Log", "(log(1 + f) - f + f^2 / 2) / f^3 on -1/3 <= f <= 1/3.", fit(log1p_quotient, -0.33334, 0.33334, 8))
    emit("Sin", "(sin r - r) / r^3 in s = r^2, |r| <= pi / 4.", fit(sin_quotient, 0, 0.6170, 3))
    emit("Cos", "(cos r - 1 + r^2 / 2) / r^4 in s = r^2, |r| <= pi / 4.", fit(cos_quotient, 0, 0.6170, 3))
    emit("ErfSmall", "erf(x) / x - 1 in s = x^2, |x| <= 1.", fit(erf_over_x, 0, 1, 8))
    emit("ErfLarge", "-log(1 - erf a) in b = a - 2.5, 1 <= a <= 4.", fit(lambda b: minus_log_erfc(b + D("2.5")), -1.5, 1.5, 9))
    print("}")


main()
