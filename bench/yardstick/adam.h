// Adam (Kingma, Ba 2015) over a contiguous block of parameters. Moments that have decayed below 1e-36 are set to zero:
// denormals cost more than the whole update.
#pragma once
#include <cmath>
#include "simd.h"

template <int Count> struct Moments {
  alignas(64) float first[(Count + 15) / 16 * 16] = {}, second[(Count + 15) / 16 * 16] = {};
};

template <int Count>
INLINE void adam(float *parameters, const float *gradient, Moments<Count> &moments, uint32_t step, float rate, float beta1, float beta2) {
  const float correction1 = 1.0f - std::pow(beta1, (float)step), correction2 = 1.0f - std::pow(beta2, (float)step);
  const float factor = rate / correction1, root = 1.0f / std::sqrt(correction2);
  for (int i = 0; i < Count; i += 16) {
    v16 g = load(gradient + i);
    v16 m = beta1 * load(moments.first + i) + (1.0f - beta1) * g;
    v16 v = beta2 * load(moments.second + i) + (1.0f - beta2) * (g * g);
    m = maximum(m, -m) < 1e-36f ? v16{} : m;
    v = v < 1e-36f ? v16{} : v;
    store(moments.first + i, m);
    store(moments.second + i, v);
    store(parameters + i, load(parameters + i) - factor * m / (squareRoot(v) * root + 1e-8f));
  }
}
