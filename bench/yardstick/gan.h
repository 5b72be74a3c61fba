// One GAN step of the classical benchmark on 2-D data, batch 128, latent 16: draw the batch, discriminator step, generator step.
// float32, [row][sample]. Layers are fused: the output layer is summed while the hidden rows are in registers, and the backward
// pass of a hidden row makes all gradients that need it.
#pragma once
#include "adam.h"
#include "philox.h"

template <int H> struct Gan {
  static constexpr int Latent = 16, Batch = 128, Vectors = Batch / 16;
  static constexpr float Slope = 0.01f;
  static constexpr int GeneratorCount = Latent * H + H + 2 * H + 2, DiscriminatorCount = 4 * H + 1, Parameters = GeneratorCount + DiscriminatorCount;
  static constexpr int pad(int n) { return (n + 31) / 16 * 16; }

  struct Generator { float w1[H][Latent], w2[2][H], b1[H], b2[2]; };
  struct Discriminator { float w10[H], w11[H], b1[H], w2[H], b2; };
  union alignas(64) GeneratorBlock { Generator net; float flat[pad(GeneratorCount)]; };
  union alignas(64) DiscriminatorBlock { Discriminator net; float flat[pad(DiscriminatorCount)]; };

  struct State {
    Key key;
    GeneratorBlock generator = {};
    DiscriminatorBlock discriminator = {};
    Moments<GeneratorCount> generatorMoments;
    Moments<DiscriminatorCount> discriminatorMoments;
    uint32_t step = 0;
    explicit State(uint64_t seed) : key(seed) {}
  };

  struct alignas(64) Scratch {
    float z[Latent][Batch], hidden[H][Batch], discriminatorHidden[H][64], x0[2 * Batch], x1[2 * Batch], slope[64];
    float delta[4][Batch];
    v16 partial[pad(4 * H + 1)];
    GeneratorBlock generatorGradient;
    DiscriminatorBlock discriminatorGradient;
  };

  static void latent(const State &s, uint32_t site, float (*z)[Batch]) {
    float *flat = &z[0][0];
    philox(s.key, site, s.step, Latent * Vectors, [&](int n, v16u w) { store(flat + 16 * n, (v16)w); });
    for (int n = 0; n < Latent * Batch; n += 16) store(flat + n, normal((v16u)load(flat + n)));
  }

  template <int Rows, bool Keep>
  static INLINE void forwardRows(const Generator &g, Scratch &t, int j, int b, v16 (&out)[2][2]) {
    v16 a[Rows][2];
    each<Rows>([&](auto r) LANE_LAMBDA { a[r][0] = a[r][1] = splat(g.b1[j + r]); });
    for (int i = 0; i < Latent; i++) {
      v16 z0 = load(&t.z[i][16 * b]), z1 = load(&t.z[i][16 * b + 16]);
      each<Rows>([&](auto r) LANE_LAMBDA {
        v16 w = splat(g.w1[j + r][i]);
        a[r][0] += w * z0;
        a[r][1] += w * z1;
      });
    }
    each<Rows>([&](auto r) LANE_LAMBDA {
      each<2>([&](auto v) LANE_LAMBDA {
        v16 h = maximum(a[r][v], Slope * a[r][v]);
        if (Keep) store(&t.hidden[j + r][16 * (b + v)], h);
        out[0][v] += g.w2[0][j + r] * h;
        out[1][v] += g.w2[1][j + r] * h;
      });
    });
  }

  // x = G(z) into x0, x1.
  template <bool Keep> static __attribute__((noinline)) void generate(const Generator &g, Scratch &t, float *x0, float *x1) {
    constexpr int Tile = H < 12 ? H : (H == 13 ? 13 : 12);
    for (int b = 0; b < Vectors; b += 2) {
      v16 out[2][2];
      each<2>([&](auto v) LANE_LAMBDA { out[0][v] = splat(g.b2[0]), out[1][v] = splat(g.b2[1]); });
      int j = 0;
      for (; j + Tile <= H; j += Tile) forwardRows<Tile, Keep>(g, t, j, b, out);
      if constexpr (H % Tile != 0) forwardRows<H % Tile, Keep>(g, t, j, b, out);
      each<2>([&](auto v) LANE_LAMBDA { store(x0 + 16 * (b + v), out[0][v]), store(x1 + 16 * (b + v), out[1][v]); });
    }
  }

  // Adds what four vectors of samples, from sample b * 16 on, give to rows j .. j + Rows - 1 of the discriminator's gradient.
  template <int Rows>
  static INLINE void discriminatorRows(Scratch &t, int j, int b) {
    v16 x0[4], x1[4], slope[4];
    each<4>([&](auto v) LANE_LAMBDA {
      x0[v] = load(t.x0 + 16 * (b + v)), x1[v] = load(t.x1 + 16 * (b + v)), slope[v] = load(t.slope + 16 * v);
    });
    each<Rows>([&](auto r) LANE_LAMBDA {
      v16 w10 = t.partial[j + r], w11 = t.partial[H + j + r], b1 = t.partial[2 * H + j + r], w2 = t.partial[3 * H + j + r];
      each<4>([&](auto v) LANE_LAMBDA {
        v16 h = load(&t.discriminatorHidden[j + r][16 * v]);
        w2 += slope[v] * h;
        v16 delta = h > 0.0f ? slope[v] : Slope * slope[v];
        b1 += delta;
        w10 += delta * x0[v];
        w11 += delta * x1[v];
      });
      t.partial[j + r] = w10, t.partial[H + j + r] = w11, t.partial[2 * H + j + r] = b1, t.partial[3 * H + j + r] = w2;
    });
  }

  // Gradient of mean BCE(D(real), 0.9) + mean BCE(D(fake), 0); real in samples 0 .. 127 of x0, x1, fake behind. 64 samples at a
  // time go forward and back, so that the hidden rows stay in the first cache.
  static __attribute__((noinline)) void discriminate(const Discriminator &d, Scratch &t, float *gradient) {
    v16 total = {};
    for (int k = 0; k < 4 * H; k++) t.partial[k] = v16{};
    for (int b = 0; b < 2 * Vectors; b += 4) {
      v16 x0[4], x1[4], logit[4];
      each<4>([&](auto v) LANE_LAMBDA {
        x0[v] = load(t.x0 + 16 * (b + v)), x1[v] = load(t.x1 + 16 * (b + v)), logit[v] = splat(d.b2);
      });
      for (int j = 0; j < H; j++)
        each<4>([&](auto v) LANE_LAMBDA {
          v16 a = d.b1[j] + d.w10[j] * x0[v] + d.w11[j] * x1[v];
          v16 h = maximum(a, Slope * a);
          store(&t.discriminatorHidden[j][16 * v], h);
          logit[v] += d.w2[j] * h;
        });
      const float label = b < Vectors ? 0.9f : 0.0f;
      each<4>([&](auto v) LANE_LAMBDA {
        v16 slope = (sigmoid(logit[v]) - label) * (1.0f / Batch);
        store(t.slope + 16 * v, slope);
        total += slope;
      });
      int j = 0;
      for (; j + 2 <= H; j += 2) discriminatorRows<2>(t, j, b);
      if constexpr (H % 2 != 0) discriminatorRows<1>(t, j, b);
    }
    t.partial[4 * H] = total;
    sumLanes(t.partial, gradient, DiscriminatorCount);
    // The factor w2 of the hidden gradients is the same for all samples.
    for (int k = 0; k < 3; k++)
      for (int j = 0; j < H; j++) gradient[k * H + j] *= d.w2[j];
  }

  // Gradient of mean softplus(-D(x)) with respect to x, written over x0, x1. The slope of a LeakyReLU and the weights behind it
  // do not depend on the loss, so that one pass over the hidden rows makes the logit and the direction.
  static __attribute__((noinline)) void inputGradient(const Discriminator &d, Scratch &t) {
    alignas(64) float v0[pad(H)], v1[pad(H)];
    for (int j = 0; j < H; j++) v0[j] = d.w2[j] * d.w10[j], v1[j] = d.w2[j] * d.w11[j];
    for (int b = 0; b < Vectors; b += 4) {
      v16 x0[4], x1[4], logit[4], d0[4] = {}, d1[4] = {};
      each<4>([&](auto v) LANE_LAMBDA {
        x0[v] = load(t.x0 + 16 * (b + v)), x1[v] = load(t.x1 + 16 * (b + v)), logit[v] = splat(d.b2);
      });
      for (int j = 0; j < H; j++)
        each<4>([&](auto v) LANE_LAMBDA {
          v16 a = d.b1[j] + d.w10[j] * x0[v] + d.w11[j] * x1[v];
          v16 s = a > 0.0f ? splat(1.0f) : splat(Slope);
          logit[v] += d.w2[j] * (a * s);
          d0[v] += s * v0[j];
          d1[v] += s * v1[j];
        });
      each<4>([&](auto v) LANE_LAMBDA {
        v16 slope = (sigmoid(logit[v]) - 1.0f) * (1.0f / Batch);
        store(t.x0 + 16 * (b + v), slope * d0[v]);
        store(t.x1 + 16 * (b + v), slope * d1[v]);
      });
    }
  }

  // Gradients of rows j .. j + Rows - 1 of the generator's hidden layer, from the gradient of its output in x0, x1.
  template <int Rows> static INLINE void generatorRows(const Generator &g, Scratch &t, int j, Generator &gradient) {
    v16 b1[Rows] = {}, w20[Rows] = {}, w21[Rows] = {};
    for (int b = 0; b < Vectors; b++) {
      v16 x0 = load(t.x0 + 16 * b), x1 = load(t.x1 + 16 * b);
      each<Rows>([&](auto r) LANE_LAMBDA {
        v16 h = load(&t.hidden[j + r][16 * b]);
        v16 delta = g.w2[0][j + r] * x0 + g.w2[1][j + r] * x1;
        delta = h > 0.0f ? delta : Slope * delta;
        store(&t.delta[r][16 * b], delta);
        b1[r] += delta;
        w20[r] += x0 * h;
        w21[r] += x1 * h;
      });
    }
    each<Rows>([&](auto r) LANE_LAMBDA {
      t.partial[j + r] = w20[r], t.partial[H + j + r] = w21[r], t.partial[2 * H + j + r] = b1[r];
    });
    constexpr int Columns = 16 / Rows;
    for (int i = 0; i < Latent; i += Columns) {
      v16 a[16] = {};
      for (int b = 0; b < Vectors; b++) {
        v16 delta[Rows];
        each<Rows>([&](auto r) LANE_LAMBDA { delta[r] = load(&t.delta[r][16 * b]); });
        each<Columns>([&](auto c) LANE_LAMBDA {
          v16 z = load(&t.z[i + c][16 * b]);
          each<Rows>([&](auto r) LANE_LAMBDA { a[r * Columns + c] += delta[r] * z; });
        });
      }
      v16 sums = sumLanes16(a);
      for (int r = 0; r < Rows; r++) std::memcpy(&gradient.w1[j + r][i], (const float *)&sums + r * Columns, Columns * sizeof(float));
    }
  }

  static __attribute__((noinline)) void generatorBackward(const Generator &g, Scratch &t, GeneratorBlock &gradient) {
    int j = 0;
    for (; j + 4 <= H; j += 4) generatorRows<4>(g, t, j, gradient.net);
    for (; j < H; j++) generatorRows<1>(g, t, j, gradient.net);
    v16 s0 = {}, s1 = {};
    for (int b = 0; b < Vectors; b++) s0 += load(t.x0 + 16 * b), s1 += load(t.x1 + 16 * b);
    t.partial[3 * H] = s0;
    t.partial[3 * H + 1] = s1;
    sumLanes(t.partial, gradient.net.w2[0], 3 * H + 2);
  }

  static void step(State &s, Scratch &t) {
    s.step++;
    mixture.sample(s.key, 0, s.step, t.x0, t.x1);
    latent(s, 1, t.z);
    discriminatorGradient(s, t);
    adam<DiscriminatorCount>(s.discriminator.flat, t.discriminatorGradient.flat, s.discriminatorMoments, s.step, 2e-4f, 0.5f, 0.999f);
    latent(s, 2, t.z);
    generatorGradient(s, t);
    adam<GeneratorCount>(s.generator.flat, t.generatorGradient.flat, s.generatorMoments, s.step, 2e-4f, 0.5f, 0.999f);
  }

  // The two gradients, from the data in x0, x1 and the latents in z; apart from step so that a test can feed them.
  static INLINE void discriminatorGradient(State &s, Scratch &t) {
    generate<false>(s.generator.net, t, t.x0 + Batch, t.x1 + Batch);
    discriminate(s.discriminator.net, t, t.discriminatorGradient.flat);
  }
  static INLINE void generatorGradient(State &s, Scratch &t) {
    generate<true>(s.generator.net, t, t.x0, t.x1);
    inputGradient(s.discriminator.net, t);
    generatorBackward(s.generator.net, t, t.generatorGradient);
  }

  static void initialise(State &s) {
    drawWeights(s.key, 100, s.generator.net.w1[0], Latent * H, std::sqrt(2.0f / (Latent + H)));
    drawWeights(s.key, 101, s.generator.net.w2[0], 2 * H, std::sqrt(2.0f / (H + 2)));
    drawWeights(s.key, 102, s.discriminator.net.w10, 2 * H, std::sqrt(2.0f / (2 + H)));
    drawWeights(s.key, 103, s.discriminator.net.w2, H, std::sqrt(2.0f / (H + 1)));
  }
};
