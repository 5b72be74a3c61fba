#!/usr/bin/env python3
"""W1 of two sets of float32: this project against scipy.stats.wasserstein_distance and numpy's two sorts, interleaved.

usage: bench/w1.py [count] [rounds]     (default 10,000,000 samples, 5 rounds; needs python3-numpy and python3-scipy)
Run `dotnet build bench/GenGpu.Bench -c Release` first. Prints the median and the minimum of every contender and the ratios of medians;
processor time is the sum over cores of the two sorts, for machines that others use too.
"""
import os
import subprocess
import sys
import tempfile
import time

import numpy
import scipy
from scipy.stats import wasserstein_distance

count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
here = os.path.dirname(os.path.abspath(__file__))
program = os.path.join(here, "GenGpu.Bench", "bin", "Release", "net10.0", "GenGpu.Bench.dll")
generator = numpy.random.default_rng(1)
left = generator.normal(size=count).astype(numpy.float32)
right = (generator.normal(size=count) * 1.1 + 0.05).astype(numpy.float32)


def timed(action):
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def numpy_sorts():
    numpy.sort(left)
    numpy.sort(right)


with tempfile.TemporaryDirectory() as folder:
    paths = [os.path.join(folder, name) for name in ("left.f32", "right.f32")]
    left.tofile(paths[0])
    right.tofile(paths[1])
    ours = subprocess.Popen(["dotnet", program, "w1", *paths], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert ours.stdout.readline().strip() == "ready"
    times = {"gengpu W1": [], "gengpu two sorts": [], "  processor time": [], "numpy two sorts": [], "scipy W1": []}
    for _ in range(rounds):
        ours.stdin.write("go\n")
        ours.stdin.flush()
        seconds, sorts, processor, distance = map(float, ours.stdout.readline().split())
        times["gengpu W1"].append(seconds)
        times["gengpu two sorts"].append(sorts)
        times["  processor time"].append(processor)
        times["numpy two sorts"].append(timed(numpy_sorts)[0])
        taken, expected = timed(lambda: wasserstein_distance(left, right))
        times["scipy W1"].append(taken)
    ours.stdin.close()
    ours.wait()

print(f"{count:,} float32 samples per set, {rounds} rounds, numpy {numpy.__version__}, scipy {scipy.__version__}")
for name, values in times.items():
    print(f"  {name:18s} median {numpy.median(values):8.4f} s   minimum {min(values):8.4f} s")
median = {name: numpy.median(values) for name, values in times.items()}
print(f"  W1 {distance:.9f}, scipy {expected:.9f}, relative difference {abs(distance / expected - 1):.1e}")
print(f"  scipy W1 / gengpu W1               {median['scipy W1'] / median['gengpu W1']:6.1f}  (goal 25)")
print(f"  numpy two sorts / gengpu W1        {median['numpy two sorts'] / median['gengpu W1']:6.1f}  (goal 1.5)")
sys.exit(0 if abs(distance / expected - 1) < 1e-4 else 1)
