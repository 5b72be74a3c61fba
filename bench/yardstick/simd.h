// Sixteen lanes. GCC's vector extensions do most of it; the few operations that they cannot express have an AVX-512
// intrinsic and a portable twin (slower, same meaning).
#pragma once
#include <cstdint>
#include <cstring>
#include <utility>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

typedef float v16 __attribute__((vector_size(64)));
typedef int32_t v16i __attribute__((vector_size(64)));
typedef uint32_t v16u __attribute__((vector_size(64)));
typedef uint64_t v8u __attribute__((vector_size(64)));

#define INLINE inline __attribute__((always_inline))

// Calls f(0) ... f(N - 1) with compile-time indices: GCC keeps an array in registers only when no loop ever indexes it.
#define LANE_LAMBDA __attribute__((always_inline))
template <int N, class F> INLINE void each(F f) {
  [&]<int... I>(std::integer_sequence<int, I...>) LANE_LAMBDA { (f(std::integral_constant<int, I>{}), ...); }
  (std::make_integer_sequence<int, N>{});
}

INLINE v16 splat(float x) { return v16{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
INLINE v16 load(const float *p) { v16 v; std::memcpy(&v, p, 64); return v; }
INLINE void store(float *p, v16 v) { std::memcpy(p, &v, 64); }
INLINE v16 asFloat(v16i v) { return (v16)v; }

#if defined(__AVX512F__)
INLINE v16 maximum(v16 a, v16 b) { return (v16)_mm512_max_ps((__m512)a, (__m512)b); }
INLINE v16 minimum(v16 a, v16 b) { return (v16)_mm512_min_ps((__m512)a, (__m512)b); }
INLINE v16 squareRoot(v16 a) { return (v16)_mm512_sqrt_ps((__m512)a); }
INLINE v16 roundNearest(v16 a) { return (v16)_mm512_roundscale_ps((__m512)a, 0); }
// 2^n a for integral n.
INLINE v16 scale(v16 a, v16 n) { return (v16)_mm512_scalef_ps((__m512)a, (__m512)n); }
INLINE v16 toFloatTruncated(v16u a) { return (v16)_mm512_cvt_roundepi32_ps((__m512i)a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
// 1 / a to one unit in the last place: 14 bits and one Newton step.
INLINE v16 reciprocal(v16 a) {
  v16 r = (v16)_mm512_rcp14_ps((__m512)a);
  return r + r * (splat(1.0f) - a * r);
}
// table[index & 31]
INLINE v16 lookup32(const float *table, v16u index) {
  return (v16)_mm512_permutex2var_ps(_mm512_load_ps(table), (__m512i)index, _mm512_load_ps(table + 16));
}
INLINE v16 lookup16(const float *table, v16u index) {
  return (v16)_mm512_permutexvar_ps((__m512i)index, _mm512_load_ps(table));
}
// Products of the low halves of the 64-bit lanes; the high halves are ignored.
INLINE v8u multiplyLow(v8u a, v8u b) { return (v8u)_mm512_mul_epu32((__m512i)a, (__m512i)b); }
INLINE v8u xor3(v8u a, v8u b, v8u c) { return (v8u)_mm512_ternarylogic_epi64((__m512i)a, (__m512i)b, (__m512i)c, 0x96); }
INLINE v8u highHalfShift(v8u a) { return (v8u)_mm512_srli_epi64((__m512i)a, 32); }
// The same through another port; what it leaves in the high halves is ignored by multiplyLow.
INLINE v8u highHalfShuffle(v8u a) { return (v8u)_mm512_shuffle_epi32((__m512i)a, (_MM_PERM_ENUM)0xF5); }
// (a & mask) ^ b and (a & mask) | b
INLINE v16u maskXor(v16u a, v16u mask, v16u b) { return (v16u)_mm512_ternarylogic_epi32((__m512i)a, (__m512i)mask, (__m512i)b, 0x6A); }
INLINE v16u maskOr(v16u a, v16u mask, v16u b) { return (v16u)_mm512_ternarylogic_epi32((__m512i)a, (__m512i)mask, (__m512i)b, 0xEA); }
#else
#include <cmath>
#define EACH(expression) v16 r; for (int i = 0; i < 16; i++) r[i] = (expression); return r
INLINE v16 maximum(v16 a, v16 b) { return a > b ? a : b; }
INLINE v16 minimum(v16 a, v16 b) { return a < b ? a : b; }
INLINE v16 squareRoot(v16 a) { EACH(std::sqrt(a[i])); }
INLINE v16 roundNearest(v16 a) { EACH(std::nearbyint(a[i])); }
INLINE v16 scale(v16 a, v16 n) { EACH(std::ldexp(a[i], (int)n[i])); }
INLINE v16 toFloatTruncated(v16u a) { return __builtin_convertvector(a & (0xFFFFFFFFu << 7), v16); }
INLINE v16 reciprocal(v16 a) { return 1.0f / a; }
INLINE v16 lookup32(const float *table, v16u index) { EACH(table[index[i] & 31]); }
INLINE v16 lookup16(const float *table, v16u index) { EACH(table[index[i] & 15]); }
INLINE v8u multiplyLow(v8u a, v8u b) { return (a & 0xFFFFFFFFu) * (b & 0xFFFFFFFFu); }
INLINE v8u xor3(v8u a, v8u b, v8u c) { return a ^ b ^ c; }
INLINE v8u highHalfShift(v8u a) { return a >> 32; }
INLINE v8u highHalfShuffle(v8u a) { return a >> 32; }
INLINE v16u maskXor(v16u a, v16u mask, v16u b) { return (a & mask) ^ b; }
INLINE v16u maskOr(v16u a, v16u mask, v16u b) { return (a & mask) | b; }
#endif

// e^x, x at most 87 by clamping: Cody-Waite reduction, degree 6; 1e-7 relative.
INLINE v16 exponential(v16 x) {
  x = minimum(x, splat(87.0f));
  v16 n = roundNearest(x * 1.44269504088896f);
  v16 r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  v16 p = splat(1.3981999507e-3f);
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return scale(p, n);
}

INLINE v16 sigmoid(v16 x) { return reciprocal(1.0f + exponential(-x)); }

// out[k] = sum of the lanes of in[k], k = 0 .. 15: a tree over lane pairs that halves the vectors four times.
INLINE v16 sumLanes16(const v16 *in) {
  v16 a[16];
  each<16>([&](auto i) LANE_LAMBDA { a[i] = in[i]; });
#define FOLD(count, m0, m1)                                                                           \
  each<count>([&](auto i) LANE_LAMBDA {                                                               \
    a[i] = __builtin_shuffle(a[i], a[i + count], m0) + __builtin_shuffle(a[i], a[i + count], m1);     \
  })
  const v16i low8 = {0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23};
  const v16i high8 = {8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31};
  const v16i low4 = {0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27};
  const v16i high4 = {4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31};
  const v16i low2 = {0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29};
  const v16i high2 = {2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31};
  const v16i low1 = {0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30};
  const v16i high1 = {1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31};
  FOLD(8, low8, high8);
  FOLD(4, low4, high4);
  FOLD(2, low2, high2);
  FOLD(1, low1, high1);
#undef FOLD
  return a[0];
}

// out[k] = sum of the lanes of in[k]; in is readable and out writable up to the next multiple of 16.
INLINE void sumLanes(const v16 *in, float *out, int count) {
  for (int k = 0; k < count; k += 16) store(out + k, sumLanes16(in + k));
}
