// The hand-written yardstick.
//
//   yardstick peak                                        the machine's FMA peak and memory bandwidth, 1 and all threads
//   yardstick fma THREADS                                 the FMA rate of so many threads now, the median over a quarter of a second
//   yardstick FAMILY WIDTH MODELS THREADS SECONDS         microseconds per model-step; the cells stand in withFamily
//   yardstick gradients FAMILY WIDTH                      inputs and gradients of one step, for check_gradients.py
// Each prints one line of JSON.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include "gan.h"
#include "peak.h"
#include "rbm.h"
#include "vae.h"

// Every thread trains its own models in turn, a hundred steps at a time, until the time is over.
template <class Family> void train(const char *name, int models, int threads, double limit) {
  std::vector<std::unique_ptr<typename Family::State>> states;
  for (int m = 0; m < models; m++) {
    states.push_back(std::make_unique<typename Family::State>(42 + m));
    Family::initialise(*states.back());
  }
  std::vector<double> rate(threads);
  together(threads, [&](int thread) {
    auto scratch = std::make_unique<typename Family::Scratch>();
    long steps = 0;
    double start = seconds(), now = start;
    while (now - start < limit)
      for (int m = thread; m < models; m += threads) {
        for (int i = 0; i < 100; i++) Family::step(*states[m], *scratch);
        steps += 100;
        now = seconds();
        if (now - start >= limit) break;
      }
    rate[thread] = steps / (now - start);
  });
  double total = 0;
  for (double r : rate) total += r;
  printf("{\"family\":\"%s\",\"parameters\":%d,\"models\":%d,\"threads\":%d,\"microsecondsPerModelStep\":%.4f}\n", name,
         Family::Parameters, models, threads, 1e6 / total);
}

void print(const char *name, const float *values, int count, const char *end = ",") {
  printf("\"%s\":[", name);
  for (int i = 0; i < count; i++) printf("%s%.9g", i ? "," : "", values[i]);
  printf("]%s", end);
}

// A state after some training, so that no gradient is zero by symmetry, and fresh draws in the scratch.
template <class Family> void prepare(typename Family::State &s, typename Family::Scratch &t) {
  Family::initialise(s);
  for (int i = 0; i < 200; i++) Family::step(s, t);
  s.step++;
}

template <int H> void printGradients(Gan<H>) {
  using G = Gan<H>;
  typename G::State s(7);
  auto t = std::make_unique<typename G::Scratch>();
  prepare<G>(s, *t);
  mixture.sample(s.key, 0, s.step, t->x0, t->x1);
  G::latent(s, 1, t->z);
  printf("{\"hidden\":%d,", H);
  print("generator", s.generator.flat, G::GeneratorCount);
  print("discriminator", s.discriminator.flat, G::DiscriminatorCount);
  print("x0", t->x0, G::Batch);
  print("x1", t->x1, G::Batch);
  print("z", &t->z[0][0], G::Latent * G::Batch);
  G::discriminatorGradient(s, *t);
  print("discriminatorGradient", t->discriminatorGradient.flat, G::DiscriminatorCount);
  G::generatorGradient(s, *t);
  print("generatorGradient", t->generatorGradient.flat, G::GeneratorCount, "}\n");
}

template <class Family> void printGradient(int hidden) {
  typename Family::State s(7);
  auto t = std::make_unique<typename Family::Scratch>();
  prepare<Family>(s, *t);
  Family::draw(s, *t);
  printf("{\"hidden\":%d,", hidden);
  print("parameters", s.parameters.flat, Family::Parameters);
  print("x0", t->x0, Family::Batch);
  print("x1", t->x1, Family::Batch);
  print("noise", t->noise[0], 2 * Family::Batch);
  if constexpr (requires(float *trace) { Family::gradient(s, *t, trace); }) {
    float reconstruction[2 * Family::Batch];
    Family::gradient(s, *t, reconstruction);
    print("reconstruction", reconstruction, 2 * Family::Batch);
  } else {
    Family::gradient(s, *t);
  }
  print("gradient", t->gradient.flat, Family::Parameters, "}\n");
}

template <int H> void printGradients(Vae<H>) { printGradient<Vae<H>>(H); }
template <int H> void printGradients(Rbm<H>) { printGradient<Rbm<H>>(H); }

// Calls use with an object of the family, or returns false when there is none of that name and width.
template <class Use> bool withFamily(const std::string &name, const std::string &width, Use use) {
  std::string cell = name + ":" + width;
  if (cell == "gan:13") return use(Gan<13>{}), true;
  if (cell == "gan:69") return use(Gan<69>{}), true;
  if (cell == "vae:25") return use(Vae<25>{}), true;
  if (cell == "vae:132") return use(Vae<132>{}), true;
  if (cell == "rbm:102") return use(Rbm<102>{}), true;
  if (cell == "rbm:532") return use(Rbm<532>{}), true;
  return false;
}

int main(int count, char **arguments) {
  std::string command = count > 1 ? arguments[1] : "", second = count > 2 ? arguments[2] : "";
  if (command == "peak") {
    int all = (int)std::thread::hardware_concurrency();
    printf("{\"threads\":%d,\"fmaOne\":%.1f,\"fmaAll\":%.1f,\"bandwidthOne\":%.1f,\"bandwidthAll\":%.1f}\n", all, fmaPeak(1, 30),
           fmaPeak(all, 30), memoryBandwidth(1, 5), memoryBandwidth(all, 5));
    return 0;
  }
  if (command == "fma" && count == 3 && std::atoi(arguments[2]) >= 1) {
    printf("{\"fma\":%.1f}\n", fmaNow(std::atoi(arguments[2]), 0.25));
    return 0;
  }
  if (command == "gradients" && count == 4 && withFamily(second, arguments[3], [](auto family) { printGradients(family); })) return 0;
  if (count == 6) {
    int models = std::atoi(arguments[3]), threads = std::atoi(arguments[4]);
    double limit = std::atof(arguments[5]);
    if (models >= 1 && threads >= 1 && threads <= models &&
        withFamily(command, second, [&](auto family) { train<decltype(family)>(command.c_str(), models, threads, limit); }))
      return 0;
  }
  fprintf(stderr, "usage: yardstick peak | fma THREADS | FAMILY WIDTH MODELS THREADS SECONDS | gradients FAMILY WIDTH; at most one thread per model\n");
  return 2;
}
