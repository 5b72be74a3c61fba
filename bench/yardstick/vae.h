// One VAE step of the classical benchmark on 2-D data, batch 128, two latents, beta 0.1: draw the batch, encode, decode, both
// backward passes, Adam. 64 samples at a time go forward and back, so that the hidden rows stay in the first cache.
#pragma once
#include "adam.h"
#include "philox.h"

template <int H> struct Vae {
  static constexpr int Batch = 128, Vectors = Batch / 16, Parameters = 12 * H + 6;
  static constexpr float Slope = 0.01f, Beta = 0.1f;
  static constexpr int Padded = (Parameters + 31) / 16 * 16;

  template <int Outputs> struct Net { float w10[H], w11[H], b1[H], w2[Outputs][H], b2[Outputs]; };
  struct Nets { Net<4> encoder; Net<2> decoder; };
  union alignas(64) Block { Nets nets; float flat[Padded]; };

  struct State {
    Key key;
    Block parameters = {};
    Moments<Parameters> moments;
    uint32_t step = 0;
    explicit State(uint64_t seed) : key(seed) {}
  };

  struct alignas(64) Scratch {
    float x0[Batch], x1[Batch], noise[2][Batch], hidden[2][H][64];
    v16 partial[Padded];
    Block gradient;
  };

  template <int Outputs>
  static INLINE void forward(const Net<Outputs> &net, float (*hidden)[64], const v16 (&x0)[4], const v16 (&x1)[4], v16 (&out)[Outputs][4]) {
    each<Outputs>([&](auto o) LANE_LAMBDA { each<4>([&](auto v) LANE_LAMBDA { out[o][v] = splat(net.b2[o]); }); });
    for (int j = 0; j < H; j++)
      each<4>([&](auto v) LANE_LAMBDA {
        v16 a = net.b1[j] + net.w10[j] * x0[v] + net.w11[j] * x1[v];
        v16 h = maximum(a, Slope * a);
        store(&hidden[j][16 * v], h);
        each<Outputs>([&](auto o) LANE_LAMBDA { out[o][v] += net.w2[o][j] * h; });
      });
  }

  // Adds to the partial sums of a net's gradient, laid out as the net; with Input also the gradient of the net's input.
  template <int Outputs, bool Input>
  static INLINE void backward(const Net<Outputs> &net, float (*hidden)[64], const v16 (&x0)[4], const v16 (&x1)[4],
                              const v16 (&slope)[Outputs][4], v16 *partial, v16 (&d0)[4], v16 (&d1)[4]) {
    for (int j = 0; j < H; j++) {
      v16 w10 = partial[j], w11 = partial[H + j], b1 = partial[2 * H + j], w2[Outputs];
      each<Outputs>([&](auto o) LANE_LAMBDA { w2[o] = partial[(3 + o) * H + j]; });
      each<4>([&](auto v) LANE_LAMBDA {
        v16 h = load(&hidden[j][16 * v]), delta = net.w2[0][j] * slope[0][v];
        each<Outputs>([&](auto o) LANE_LAMBDA {
          w2[o] += slope[o][v] * h;
          if (o > 0) delta += net.w2[o][j] * slope[o][v];
        });
        delta = h > 0.0f ? delta : Slope * delta;
        b1 += delta;
        w10 += delta * x0[v];
        w11 += delta * x1[v];
        if (Input) {
          d0[v] += net.w10[j] * delta;
          d1[v] += net.w11[j] * delta;
        }
      });
      partial[j] = w10, partial[H + j] = w11, partial[2 * H + j] = b1;
      each<Outputs>([&](auto o) LANE_LAMBDA { partial[(3 + o) * H + j] = w2[o]; });
    }
    each<Outputs>([&](auto o) LANE_LAMBDA {
      each<4>([&](auto v) LANE_LAMBDA { partial[(3 + Outputs) * H + o] += slope[o][v]; });
    });
  }

  // Gradient of the loss from the data in x0, x1 and the noise; apart from step so that a test can feed it.
  static __attribute__((noinline)) void gradient(State &s, Scratch &t) {
    const Nets &nets = s.parameters.nets;
    v16 *decoderPartial = t.partial + 7 * H + 4;
    for (int k = 0; k < Parameters; k++) t.partial[k] = v16{};
    for (int b = 0; b < Vectors; b += 4) {
      v16 x0[4], x1[4], code[4][4], z[2][4], out[2][4], dz[2][4];
      each<4>([&](auto v) LANE_LAMBDA { x0[v] = load(t.x0 + 16 * (b + v)), x1[v] = load(t.x1 + 16 * (b + v)); });
      forward<4>(nets.encoder, t.hidden[0], x0, x1, code);
      v16 sigma[2][4];
      each<4>([&](auto v) LANE_LAMBDA {
        each<2>([&](auto k) LANE_LAMBDA {
          sigma[k][v] = exponential(0.5f * code[2 + k][v]);
          z[k][v] = code[k][v] + sigma[k][v] * load(t.noise[k] + 16 * (b + v));
          dz[k][v] = v16{};
        });
      });
      forward<2>(nets.decoder, t.hidden[1], z[0], z[1], out);
      each<4>([&](auto v) LANE_LAMBDA {
        out[0][v] = (out[0][v] - x0[v]) * (2.0f / Batch);
        out[1][v] = (out[1][v] - x1[v]) * (2.0f / Batch);
      });
      backward<2, true>(nets.decoder, t.hidden[1], z[0], z[1], out, decoderPartial, dz[0], dz[1]);
      each<4>([&](auto v) LANE_LAMBDA {
        each<2>([&](auto k) LANE_LAMBDA {
          code[k][v] = dz[k][v] + (Beta / Batch) * code[k][v];
          code[2 + k][v] = 0.5f * (dz[k][v] * load(t.noise[k] + 16 * (b + v)) * sigma[k][v]
                                   + (Beta / Batch) * (sigma[k][v] * sigma[k][v] - 1.0f));
        });
      });
      backward<4, false>(nets.encoder, t.hidden[0], x0, x1, code, t.partial, dz[0], dz[1]);
    }
    sumLanes(t.partial, t.gradient.flat, Parameters);
  }

  static INLINE void draw(State &s, Scratch &t) {
    mixture.sample(s.key, 0, s.step, t.x0, t.x1);
    philox(s.key, 1, s.step, 2 * Vectors, [&](int n, v16u w) LANE_LAMBDA { store(&t.noise[0][0] + 16 * n, normal(w)); });
  }

  static void step(State &s, Scratch &t) {
    s.step++;
    draw(s, t);
    gradient(s, t);
    adam<Parameters>(s.parameters.flat, t.gradient.flat, s.moments, s.step, 1e-3f, 0.9f, 0.999f);
  }

  static void initialise(State &s) {
    auto &e = s.parameters.nets.encoder;
    auto &d = s.parameters.nets.decoder;
    drawWeights(s.key, 100, e.w10, 2 * H, std::sqrt(2.0f / (2 + H)));
    drawWeights(s.key, 101, e.w2[0], 4 * H, std::sqrt(2.0f / (4 + H)));
    drawWeights(s.key, 102, d.w10, 2 * H, std::sqrt(2.0f / (2 + H)));
    drawWeights(s.key, 103, d.w2[0], 2 * H, std::sqrt(2.0f / (2 + H)));
  }
};
