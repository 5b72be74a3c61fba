// The hand-written steps for another process to call: bench/race.py lets them and the engine take turns of a millisecond.
//   void *create(const char *cell, int models)      states of that many models, or null for an unknown cell
//   void train(void *, int steps)                   trains each of them so many steps
//   void destroy(void *)
#include <memory>
#include <string>
#include <vector>
#include "gan.h"
#include "rbm.h"
#include "vae.h"

struct Models {
  virtual ~Models() = default;
  virtual void train(int steps) = 0;
};

template <class Family> struct ModelsOf final : Models {
  std::vector<std::unique_ptr<typename Family::State>> states;
  std::unique_ptr<typename Family::Scratch> scratch = std::make_unique<typename Family::Scratch>();
  explicit ModelsOf(int count) {
    for (int m = 0; m < count; m++) {
      states.push_back(std::make_unique<typename Family::State>(42 + m));
      Family::initialise(*states.back());
    }
  }
  void train(int steps) override {
    for (auto &state : states)
      for (int i = 0; i < steps; i++) Family::step(*state, *scratch);
  }
};

extern "C" void *create(const char *cell, int models) {
  std::string name = cell;
  if (name == "gan:13") return new ModelsOf<Gan<13>>(models);
  if (name == "gan:69") return new ModelsOf<Gan<69>>(models);
  if (name == "vae:25") return new ModelsOf<Vae<25>>(models);
  if (name == "vae:132") return new ModelsOf<Vae<132>>(models);
  if (name == "rbm:102") return new ModelsOf<Rbm<102>>(models);
  if (name == "rbm:532") return new ModelsOf<Rbm<532>>(models);
  return nullptr;
}
extern "C" void train(void *models, int steps) { static_cast<Models *>(models)->train(steps); }
extern "C" void destroy(void *models) { delete static_cast<Models *>(models); }
