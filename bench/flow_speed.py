#!/usr/bin/env python3
"""Training speed of normalizing flows: our engine against PyTorch, eager and batched by hand, and against the machine's FMA peak.

usage: ./build.sh bench flow [--rounds 7] [--seconds 2] [--cells flow:64,flow2:64,spline:64,phi4:8] [--output bench/results/flow_speed]

PyTorch's flows are first held against one of our steps: loss and gradients, same parameters, same samples. Rules of the race: bench/racing.py.
--force prints ratios to PyTorch even where its matrix product is slow.
"""
import argparse
import os
import subprocess
import sys

import racing
from racing import BENCH, ROOT, Race, say

LIBRARY = os.path.join(ROOT, "bench", "GenGpu.Bench", "bin", "Release", "net10.0", "GenGpu.Bench.dll")
CELLS = ["flow:64", "flow2:64", "spline:64", "phi4:8"]
WHAT = {"flow": "8 affine couplings, 1 x {0}", "flow2": "8 affine couplings, 2 x {0}", "spline": "8 spline couplings, 8 bins, 1 x {0}",
        "phi4": "phi4 8 x 8, 16 couplings, 3 x 3 convolutions 1-{0}-{0}-2"}
BATCHES = {"flow": 1024, "flow2": 1024, "spline": 1024, "phi4": 64}
WAYS = {"flow": ["dense"], "flow2": ["dense"], "spline": ["dense"], "phi4": ["conv", "gather"]}
# 64 models on the lattice would take gigabytes.
STACKS = {"flow": (1, 4, 16, 64), "flow2": (1, 4, 16, 64), "spline": (1, 4, 16, 64), "phi4": (1, 4, 16)}
MODELS = 16


def check(cells):
    say("holding PyTorch's flows against our step ...")
    subprocess.run([sys.executable, os.path.join(BENCH, "peers", "flow_check.py"), LIBRARY, *cells], check=True, stdout=sys.stderr)


def race_of(cell, threads, options, trusted):
    family = cell.split(":")[0]
    return Race(cell, threads, MODELS, options, [f"{cell}:{way}:{m}" for way in WAYS[family] for m in STACKS[family]] if trusted else [])


def row(race):
    return [f"{race.cell}: {WHAT[race.family].format(race.width)}", f"{race.parameters:,}", str(BATCHES[race.family]), *race.figures()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--force", action="store_true", help="print ratios even where PyTorch's matrix product is slow, on a busy machine for example")
    options = racing.add_options(parser, CELLS, 2.0, 1.0, "flow_speed", list(WHAT))

    check(options.cells)
    machine = racing.Machine(options.threads)
    races = [race_of(cell, threads, options, options.force or threads in machine.trusted) for cell in options.cells for threads in sorted({1, options.threads})]
    for turn in range(options.rounds):
        say(f"round {turn + 1} of {options.rounds} ...")
        for race in races:
            race.run()

    everybody = [c for race in races for c in race.contenders.values()]
    header = ["flow", "parameters", "batch", "threads", "GenGpu µs", "GFLOP/s", "of FMA peak", "PyTorch eager µs", "x eager", "best batched PyTorch µs", "x batched"]
    lines = ["# Training speed of normalizing flows", "",
             f"Microseconds per model and step of the reverse Kullback-Leibler divergence, Adam, fresh samples every step. GenGpu trains {MODELS} models side by side. "
             f"Medians of {options.rounds} interleaved rounds, ± half the range.", "",
             *racing.table(header, [row(race) for race in races]), "",
             *racing.faults(everybody),
             "GFLOP/s counts the multiply-adds of matrix products alone, forward and backward, twice each. Their share is of the FMA peak of as many threads, which is measured right before and "
             "right after each of GenGpu's measurements (the median over a quarter of a second each time); shown is the median over rounds. "
             "Parameters include a scale and a shift per coordinate behind the couplings (phi4: 12,960 of the nets and 128).", "",
             machine.text(), "", machine.versions(racing.command("flow"))]
    racing.write(options.output, lines, {"peak": machine.peak, "products": machine.products, "times": {c.name: c.times for c in everybody},
                                         "shares": {race.contenders["ours"].name: race.share.shares for race in races},
                                         "peaksAround": {race.contenders["ours"].name: race.share.peaks for race in races}})


if __name__ == "__main__":
    main()
