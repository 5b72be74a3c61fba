// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011), 32 counters at a time, and what is drawn from its words.
#pragma once
#include <cmath>
#include "simd.h"

struct Key {
  uint32_t round[10][2];
  explicit Key(uint64_t seed) {
    uint32_t a = (uint32_t)seed, b = (uint32_t)(seed >> 32);
    for (auto &k : round) { k[0] = a; k[1] = b; a += 0x9E3779B9u; b += 0xBB67AE85u; }
  }
};

// Calls use(n, words) with eight vectors of words, n = 0, 8, ... vectors - 8. Counter: (block, site, step, 0).
// Four chains side by side fill the ports. In the first three rounds a part of the state does not depend on the block
// and is computed once.
template <class Use> INLINE void philoxGroups(const Key &key, uint32_t site, uint32_t step, int vectors, Use use) {
  const uint64_t M0 = 0xD2511F53u, M1 = 0xCD9E8D57u;
  const v8u m0 = v8u{} + M0, m1 = v8u{} + M1;
  const uint64_t p1 = M1 * step, a0 = (uint32_t)(p1 >> 32) ^ site ^ key.round[0][0], a1 = (uint32_t)p1;
  const uint64_t p0 = M0 * a0, b2 = (uint32_t)(p0 >> 32), b3 = (uint32_t)p0;
  v8u block = {0, 1, 2, 3, 4, 5, 6, 7};
  for (int n = 0; n < vectors; n += 8, block += 32) {
    v8u c0[4], c1[4], c2[4], c3[4];
    each<4>([&](auto c) LANE_LAMBDA {
      v8u q = multiplyLow(block + 8 * c, m0);
      c2[c] = highHalfShift(q) ^ (v8u{} + key.round[0][1]);
      c3[c] = q;
    });
    each<4>([&](auto c) LANE_LAMBDA {
      v8u q = multiplyLow(c2[c], m1);
      c0[c] = highHalfShift(q) ^ (v8u{} + (a1 ^ key.round[1][0]));
      c1[c] = q;
      c2[c] = c3[c] ^ (v8u{} + (b2 ^ key.round[1][1]));
      c3[c] = v8u{} + b3;
    });
#pragma GCC unroll 7
    for (int r = 2; r < 9; r++) {
      v8u k0 = v8u{} + key.round[r][0], k1 = v8u{} + key.round[r][1];
      each<4>([&](auto c) LANE_LAMBDA {
        v8u q0 = multiplyLow(c0[c], m0), q1 = multiplyLow(c2[c], m1);
        c0[c] = xor3(highHalfShift(q1), c1[c], k0);
        c2[c] = xor3(highHalfShuffle(q0), c3[c], k1);
        c1[c] = q1;
        c3[c] = q0;
      });
    }
    // Last round: the high half of the product is where a word belongs, so that no packing is needed.
    v8u k0 = v8u{} + ((uint64_t)key.round[9][0] << 32), k1 = v8u{} + ((uint64_t)key.round[9][1] << 32);
    v16u words[8];
    each<4>([&](auto c) LANE_LAMBDA {
      v8u q0 = multiplyLow(c0[c], m0), q1 = multiplyLow(c2[c], m1);
      words[2 * c] = (v16u)xor3(q1, c1[c] << 32, k0);
      words[2 * c + 1] = (v16u)xor3(q0, c3[c] << 32, k1);
    });
    use(n, words);
  }
}

// The same, one vector of words at a time.
template <class Use> INLINE void philox(const Key &key, uint32_t site, uint32_t step, int vectors, Use use) {
  philoxGroups(key, site, step, vectors, [&](int n, const v16u (&words)[8]) LANE_LAMBDA {
    each<8>([&](auto i) LANE_LAMBDA { use(n + i, words[i]); });
  });
}

// One word, one normal: sign = top bit, p = (low 31 bits + 0.5) 2^-32, |Phi^-1(p)| by one polynomial per octave of p.
class Normals {
  static constexpr int Degree = 6;
  alignas(64) float table[Degree + 1][32];

  // |Phi^-1(p)| in double: bisection on erfc, once per table entry.
  static double quantile(double p) {
    double low = 0, high = 10;
    for (int i = 0; i < 100; i++) {
      double x = 0.5 * (low + high);
      (0.5 * std::erfc(x / std::sqrt(2.0)) > p ? low : high) = x;
    }
    return low;
  }

 public:
  // Chebyshev interpolation on each octave [2^(e-32), 2^(e-31)), e = -1 .. 30, in s = mantissa - 1.5.
  Normals() {
    for (int e = -1; e < 31; e++) {
      double node[Degree + 1], f[Degree + 1], c[Degree + 1] = {}, basis[Degree + 2] = {1};
      for (int i = 0; i <= Degree; i++) {
        node[i] = 0.5 * std::cos(M_PI * (i + 0.5) / (Degree + 1));
        f[i] = quantile(std::ldexp(1.5 + node[i], e - 32));
      }
      for (int k = 1; k <= Degree; k++)
        for (int i = Degree; i >= k; i--) f[i] = (f[i] - f[i - 1]) / (node[i] - node[i - k]);
      for (int k = 0; k <= Degree; k++) {
        for (int i = 0; i <= k; i++) c[i] += f[k] * basis[i];
        for (int i = k + 1; i >= 0; i--) basis[i] = (i > 0 ? basis[i - 1] : 0) - node[k] * basis[i];
      }
      for (int i = 0; i <= Degree; i++) table[i][(127 + e) & 31] = (float)c[i];
    }
  }

  INLINE v16 operator()(v16u word) const {
    v16 f = toFloatTruncated(word & 0x7FFFFFFFu) + 0.5f;
    v16u octave = (v16u)f >> 23;
    v16 s = (v16)maskOr((v16u)f, v16u{} + 0x007FFFFFu, v16u{} + 0x3F800000u) - 1.5f;
    v16 r = lookup32(table[Degree], octave);
#pragma GCC unroll 8
    for (int i = Degree - 1; i >= 0; i--) r = r * s + lookup32(table[i], octave);
    return (v16)maskXor(word, v16u{} + 0x80000000u, (v16u)r);
  }
};

inline const Normals normal;

// 128 fresh points of the target 2d-gmm into x[2][128]: 24 vectors of words, a component and two normals per point.
struct Mixture {
  alignas(64) float mean0[16], mean1[16], l00[16], l10[16], l11[16];
  Mixture() {
    const double m[4][2] = {{1.5, 1.5}, {1.5, -1.5}, {-1.5, 1.5}, {-1.5, -1.5}};
    const double c[4][3] = {{.5, .4, .5}, {.5, -.4, .5}, {.5, 0, .5}, {.2, 0, .8}};
    for (int i = 0; i < 16; i++) {
      const double *v = c[i & 3], a = std::sqrt(v[0]), b = v[1] / a;
      mean0[i] = (float)m[i & 3][0], mean1[i] = (float)m[i & 3][1];
      l00[i] = (float)a, l10[i] = (float)b, l11[i] = (float)std::sqrt(v[2] - b * b);
    }
  }
  INLINE void sample(const Key &key, uint32_t site, uint32_t step, float *x0, float *x1) const {
    v16u words[24];
    philox(key, site, step, 24, [&](int n, v16u w) { words[n] = w; });
    for (int b = 0; b < 8; b++) {
      v16u k = words[b] >> 30;
      v16 n0 = normal(words[8 + b]), n1 = normal(words[16 + b]);
      store(x0 + 16 * b, lookup16(mean0, k) + lookup16(l00, k) * n0);
      store(x1 + 16 * b, lookup16(mean1, k) + lookup16(l10, k) * n0 + lookup16(l11, k) * n1);
    }
  }
};

inline const Mixture mixture;

// count normals times the scale, from a site of their own.
inline void drawWeights(const Key &key, uint32_t site, float *weights, int count, float scale) {
  philox(key, site, 0, (count + 127) / 128 * 8, [&](int n, v16u w) {
    v16 values = normal(w) * scale;
    for (int i = 0; i < 16 && 16 * n + i < count; i++) weights[16 * n + i] = values[i];
  });
}
