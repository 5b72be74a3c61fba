// What the machine can do at most: fused multiply-adds from registers, and streaming through memory.
#pragma once
#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>
#include "simd.h"

inline double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Runs work(thread) on all threads at once and returns the seconds of the slowest.
template <class Work> double together(int threads, Work work) {
  std::vector<std::thread> others;
  double start = seconds();
  for (int t = 1; t < threads; t++) others.emplace_back(work, t);
  work(0);
  for (auto &t : others) t.join();
  return seconds() - start;
}

// GFLOP/s of one window of a few milliseconds.
inline double fmaRate(int threads) {
  constexpr int Chains = 24, Loops = 400000;
  double time = together(threads, [](int) {
    v16 a[Chains];
    each<Chains>([&](auto c) LANE_LAMBDA { a[c] = splat((float)c); });
    v16 m = splat(0.999f), s = splat(1e-3f);
    for (int i = 0; i < Loops; i++) {
      each<Chains>([&](auto c) LANE_LAMBDA { a[c] = a[c] * m + s; });
      asm volatile("");
    }
    v16 sum = {};
    each<Chains>([&](auto c) LANE_LAMBDA { sum += a[c]; });
    asm volatile("" ::"m"(sum));
  });
  return 2.0 * 16 * Chains * Loops * threads / time * 1e-9;
}

// The best of a number of windows: what the machine can do.
inline double fmaPeak(int threads, int windows) {
  double best = 0;
  for (int i = 0; i < windows; i++) best = std::max(best, fmaRate(threads));
  return best;
}

// The median over windows of that many seconds: what the machine can do at this moment, without a window that somebody else interrupted.
inline double fmaNow(int threads, double limit) {
  std::vector<double> rates;
  for (double start = seconds(); rates.empty() || seconds() - start < limit;) rates.push_back(fmaRate(threads));
  std::nth_element(rates.begin(), rates.begin() + rates.size() / 2, rates.end());
  return rates[rates.size() / 2];
}

// Triad a = b + s c over arrays far larger than the caches; GB/s of the two reads and the write, best of the rounds.
inline double memoryBandwidth(int threads, int rounds) {
  const size_t count = size_t{1} << 24;
  std::vector<std::vector<float>> arrays;
  for (int i = 0; i < 3 * threads; i++) arrays.emplace_back(count, 1.0f);
  double best = 0;
  for (int round = 0; round < rounds; round++) {
    double time = together(threads, [&](int t) {
      float *a = arrays[3 * t].data(), *b = arrays[3 * t + 1].data(), *c = arrays[3 * t + 2].data();
      for (size_t i = 0; i < count; i += 16) store(a + i, load(b + i) + 0.5f * load(c + i));
    });
    best = std::max(best, 3.0 * sizeof(float) * count * threads / time * 1e-9);
  }
  return best;
}
