// One CD-1 step of the Gaussian-Bernoulli RBM with one learned log sigma per visible unit, 2-D data, batch 128, SGD 0.01.
// One pass over the hidden units per phase: input, sigmoid, draw, reconstruction and gradients while everything is in registers.
#pragma once
#include "philox.h"

template <int H> struct Rbm {
  static constexpr int Batch = 128, Vectors = Batch / 16, Parameters = 3 * H + 4;
  static constexpr int Padded = (3 * H + 31) / 16 * 16;

  struct Weights { float w0[H], w1[H], hiddenBias[H], visibleBias[2], logSigma[2]; };
  union alignas(64) Block { Weights weights; float flat[(Parameters + 15) / 16 * 16]; };

  struct State {
    Key key;
    Block parameters = {};
    uint32_t step = 0;
    explicit State(uint64_t seed) : key(seed) {}
  };

  struct alignas(64) Scratch {
    float x0[Batch], x1[Batch], noise[2][Batch];
    v16 partial[Padded];
    float sums[Padded];
    Block gradient;
  };

  // Rows of the hidden layer for 64 samples: adds p, p s0, p s1 with the sign of the phase to the partial sums and, in the
  // positive phase, the weights of the units drawn to the reconstruction.
  template <int Rows, bool Positive>
  static INLINE void rows(const Weights &w, Scratch &t, int j, const v16 (&s0)[4], const v16 (&s1)[4], const v16u *words,
                          v16 (&mean0)[4], v16 (&mean1)[4]) {
    each<Rows>([&](auto r) LANE_LAMBDA {
      v16 w0 = splat(w.w0[j + r]), w1 = splat(w.w1[j + r]), c = splat(w.hiddenBias[j + r]);
      v16 g0 = t.partial[j + r], g1 = t.partial[H + j + r], g2 = t.partial[2 * H + j + r];
      each<4>([&](auto v) LANE_LAMBDA {
        v16 p = sigmoid(c + w0 * s0[v] + w1 * s1[v]);
        if (Positive) {
          v16 u = __builtin_convertvector((v16i)(words[4 * r + v] >> 8), v16) * (1.0f / (1 << 24));
          mean0[v] += u < p ? w0 : v16{};
          mean1[v] += u < p ? w1 : v16{};
          g0 += p * s0[v], g1 += p * s1[v], g2 += p;
        } else {
          g0 -= p * s0[v], g1 -= p * s1[v], g2 -= p;
        }
      });
      t.partial[j + r] = g0, t.partial[H + j + r] = g1, t.partial[2 * H + j + r] = g2;
    });
  }

  // Gradient of mean F(v) - mean F(v') from the data in x0, x1 and the noise; apart from step so that a test can feed it.
  // With a trace the reconstruction is written there: x0', x1'.
  static __attribute__((noinline)) void gradient(State &s, Scratch &t, float *trace = nullptr) {
    const Weights &w = s.parameters.weights;
    const float sigma[2] = {std::exp(w.logSigma[0]), std::exp(w.logSigma[1])};
    const float precision[2] = {1 / (sigma[0] * sigma[0]), 1 / (sigma[1] * sigma[1])};
    v16 visible[2] = {}, scale[2] = {};
    for (int k = 0; k < 3 * H; k++) t.partial[k] = v16{};
    for (int b = 0; b < Vectors; b += 4) {
      v16 x[2][4], sx[2][4], mean[2][4];
      each<4>([&](auto v) LANE_LAMBDA {
        x[0][v] = load(t.x0 + 16 * (b + v)), x[1][v] = load(t.x1 + 16 * (b + v));
        each<2>([&](auto d) LANE_LAMBDA { sx[d][v] = x[d][v] * precision[d], mean[d][v] = splat(w.visibleBias[d]); });
      });
      philoxGroups(s.key, 2 + b, s.step, (4 * H + 7) / 8 * 8, [&](int n, const v16u (&words)[8]) LANE_LAMBDA {
        int j = n / 4;
        if (H % 2 == 0 || j + 2 <= H) rows<2, true>(w, t, j, sx[0], sx[1], words, mean[0], mean[1]);
        else rows<1, true>(w, t, j, sx[0], sx[1], words, mean[0], mean[1]);
      });
      each<4>([&](auto v) LANE_LAMBDA {
        each<2>([&](auto d) LANE_LAMBDA {
          v16 centred = x[d][v] - w.visibleBias[d];
          visible[d] += x[d][v];
          scale[d] -= centred * centred * precision[d];
          x[d][v] = mean[d][v] + sigma[d] * load(t.noise[d] + 16 * (b + v));
          sx[d][v] = x[d][v] * precision[d];
          if (trace) store(trace + d * Batch + 16 * (b + v), x[d][v]);
        });
      });
      for (int j = 0; j < H; j++) rows<1, false>(w, t, j, sx[0], sx[1], nullptr, mean[0], mean[1]);
      each<4>([&](auto v) LANE_LAMBDA {
        each<2>([&](auto d) LANE_LAMBDA {
          v16 centred = x[d][v] - w.visibleBias[d];
          visible[d] -= x[d][v];
          scale[d] += centred * centred * precision[d];
        });
      });
    }
    sumLanes(t.partial, t.sums, 3 * H);
    for (int k = 0; k < 3 * H; k++) t.gradient.flat[k] = t.sums[k] * (-1.0f / Batch);
    for (int d = 0; d < 2; d++) {
      float v = 0, l = 0;
      for (int i = 0; i < 16; i++) v += visible[d][i], l += scale[d][i];
      // The hidden units' part, sum of 2 p w s over units and samples, from the sums of p s that the weights' gradient has.
      const float *weights = d == 0 ? w.w0 : w.w1;
      v16 part = {};
      int k = 0;
      for (; k + 16 <= H; k += 16) part += load(weights + k) * load(t.sums + d * H + k);
      for (int i = 0; i < 16; i++) l += 2 * part[i];
      for (; k < H; k++) l += 2 * weights[k] * t.sums[d * H + k];
      t.gradient.weights.visibleBias[d] = -v * precision[d] / Batch;
      t.gradient.weights.logSigma[d] = l / Batch;
    }
  }

  static INLINE void draw(State &s, Scratch &t) {
    mixture.sample(s.key, 0, s.step, t.x0, t.x1);
    philox(s.key, 1, s.step, 2 * Vectors, [&](int n, v16u w) LANE_LAMBDA { store(&t.noise[0][0] + 16 * n, normal(w)); });
  }

  static void step(State &s, Scratch &t) {
    s.step++;
    draw(s, t);
    gradient(s, t);
    for (int k = 0; k < Parameters; k += 16)
      store(s.parameters.flat + k, load(s.parameters.flat + k) - 0.01f * load(t.gradient.flat + k));
  }

  static void initialise(State &s) { drawWeights(s.key, 100, s.parameters.weights.w0, 2 * H, 0.01f); }
};
