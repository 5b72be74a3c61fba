// The hand-written yardstick.
//
//   yardstick peak                                        the machine's FMA peak and memory bandwidth, 1 and all threads
//   yardstick FAMILY WIDTH MODELS THREADS SECONDS         microseconds per model-step; gan 13 | gan 69
//   yardstick gradients FAMILY WIDTH                      inputs and gradients of one step, for check_gradients.py
// Each prints one line of JSON.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include "gan.h"
#include "peak.h"

// Every thread trains its own models in turn, a thousand steps at a time, until the time is over.
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
        for (int i = 0; i < 1000; i++) Family::step(*states[m], *scratch);
        steps += 1000;
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

template <int H> void ganGradients() {
  using G = Gan<H>;
  typename G::State s(7);
  G::initialise(s);
  for (int i = 0; i < 200; i++) {
    static auto warm = std::make_unique<typename G::Scratch>();
    G::step(s, *warm);
  }
  auto t = std::make_unique<typename G::Scratch>();
  mixture.sample(s.key, 0, s.step, t->x0, t->x1);
  G::latent(s, 1, t->z);
  printf("{\"family\":\"gan\",\"hidden\":%d,", H);
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

int main(int count, char **arguments) {
  std::string command = count > 1 ? arguments[1] : "", width = count > 2 ? arguments[2] : "";
  if (command == "peak") {
    int all = (int)std::thread::hardware_concurrency();
    printf("{\"threads\":%d,\"fmaOne\":%.1f,\"fmaAll\":%.1f,\"bandwidthOne\":%.1f,\"bandwidthAll\":%.1f}\n", all, fmaPeak(1, 30),
           fmaPeak(all, 30), memoryBandwidth(1, 5), memoryBandwidth(all, 5));
    return 0;
  }
  if (command == "gradients" && count == 4) {
    std::string hidden = arguments[3];
    if (width == "gan" && hidden == "13") return ganGradients<13>(), 0;
    if (width == "gan" && hidden == "69") return ganGradients<69>(), 0;
  }
  if (count == 6) {
    int models = std::atoi(arguments[3]), threads = std::atoi(arguments[4]);
    double limit = std::atof(arguments[5]);
    if (models >= 1 && threads >= 1 && threads <= models) {
      if (command == "gan" && width == "13") return train<Gan<13>>("gan", models, threads, limit), 0;
      if (command == "gan" && width == "69") return train<Gan<69>>("gan", models, threads, limit), 0;
    }
  }
  fprintf(stderr, "usage: yardstick peak | FAMILY WIDTH MODELS THREADS SECONDS | gradients FAMILY WIDTH; at most one thread per model\n");
  return 2;
}
