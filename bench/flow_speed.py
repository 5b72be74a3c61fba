#!/usr/bin/env python3
"""Training speed of normalizing flows: our engine against PyTorch, eager and batched by hand, and against the machine's FMA peak.

usage: ./build.sh bench flow [--rounds 7] [--seconds 2] [--cells flow:64,flow2:64,spline:64,phi4:8] [--output bench/results/flow_speed]

PyTorch's flows are first held against one of our steps: loss and gradients, same parameters, same samples. Then all contenders run in turn,
round after round; the table shows medians. Without --force, no ratio to PyTorch is printed unless its 512^3 matrix product reaches 60 % of the
FMA peak measured here with as many threads.
"""
import argparse
import datetime
import json
import os
import subprocess
import sys

from train_speed import BENCH, ENGINE, ROOT, YARDSTICK, Contender, commit, measure_peak, number, peers, processor, ratio, run_json, say, version

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


def ask_engine(cell, threads, seconds):
    return run_json(["dotnet", ENGINE, "bench", "train", "--accelerator", "cpu", "--cells", cell, "--models", str(MODELS), "--threads", str(threads),
                     "--rounds", "1", "--seconds", str(seconds), "--json"])[0]["cells"][0]


def ask_peers(configurations, threads, seconds):
    # bmm of small matrices runs over models with PyTorch's threads; OpenBLAS' own would get into their way.
    return peers(["--seconds", str(seconds), "--rounds", "1", *configurations], threads)


class Race:
    """A cell with a number of threads, and who runs in it."""

    def __init__(self, cell, threads, options, trusted):
        self.cell, self.threads, self.flops, self.parameters = cell, threads, None, None
        self.family, self.width = cell.split(":")
        seconds = options.seconds
        self.contenders = {"ours": Contender(f"{cell} engine, {threads} threads", lambda: self.engine(seconds))}
        self.best = None
        if not trusted:
            return
        say(f"searching the best batched PyTorch for {cell} with {threads} threads ...")
        stacks = STACKS[self.family]
        answers = ask_peers([f"{cell}:{way}:{m}" for way in WAYS[self.family] for m in stacks], threads, options.scan_seconds)
        self.best = min(answers, key=lambda a: a["microsecondsPerModelStep"])
        for name, way, models in (("eager", "eager", 1), ("batched", self.best["way"], self.best["models"])):
            self.contenders[name] = Contender(f"{cell} {name}, {threads} threads", lambda way=way, models=models: self.peer(way, models, seconds))

    def engine(self, seconds):
        answer = ask_engine(self.cell, self.threads, seconds)
        self.parameters = answer["parameters"]
        self.flops = answer["productGigaflopsPerSecond"] * answer["microsecondsPerModelStep"] * 1e3
        return answer["microsecondsPerModelStep"]

    def peer(self, way, models, seconds):
        answer = ask_peers([f"{self.cell}:{way}:{models}"], self.threads, seconds)[0]
        if self.parameters is not None and answer["parameters"] != self.parameters:
            raise RuntimeError(f"PyTorch trained {answer['parameters']} parameters for {self.cell}, not {self.parameters}")
        return answer["microsecondsPerModelStep"]

    def row(self, peak):
        get = lambda name: self.contenders[name].median if name in self.contenders else None
        text = lambda name: self.contenders[name].text() if name in self.contenders else "-"
        ours = get("ours")
        rate = None if ours is None else self.flops / ours / 1e3
        reference = peak["fmaOne"] if self.threads == 1 else peak["fmaAll"] * self.threads / peak["threads"]
        how = text("batched") + (f" ({self.best['way']}, {self.best['models']} models)" if self.best else "")
        return [f"{self.cell}: {WHAT[self.family].format(self.width)}", f"{self.parameters or 0:,}", str(BATCHES[self.family]), str(self.threads), text("ours"),
                "-" if rate is None else f"{rate:.0f}", "-" if rate is None else f"{100 * rate / reference:.0f} %",
                text("eager"), ratio(get("eager"), ours), how, ratio(get("batched"), ours)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2.0, help="per measurement")
    parser.add_argument("--scan-seconds", type=float, default=1.0, help="per configuration of the search for the best batched peer")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--cells", default=",".join(CELLS), help="FAMILY:WIDTH, separated by commas")
    parser.add_argument("--force", action="store_true", help="print ratios even where PyTorch's matrix product is slow, on a busy machine for example")
    parser.add_argument("--output", default=os.path.join(BENCH, "results", "flow_speed"))
    options = parser.parse_args()
    cells = options.cells.split(",")
    for cell in cells:
        if cell.split(":")[0] not in WHAT or not cell.partition(":")[2].isdigit():
            parser.error(f"'{cell}' is not FAMILY:WIDTH with a family of {', '.join(WHAT)}")

    check(cells)
    peak, products, trusted, torch_version = measure_peak(options.threads)
    races = [Race(cell, threads, options, options.force or threads in trusted) for cell in cells for threads in sorted({1, options.threads})]
    for turn in range(options.rounds):
        say(f"round {turn + 1} of {options.rounds} ...")
        for name, value in run_json([YARDSTICK, "peak"])[0].items():
            peak[name] = max(peak[name], value)
        for race in races:
            for contender in race.contenders.values():
                contender.run()

    header = ["flow", "parameters", "batch", "threads", "GenGpu µs", "GFLOP/s", "of FMA peak", "PyTorch eager µs", "x eager", "best batched PyTorch µs", "x batched"]
    lines = ["# Training speed of normalizing flows", "",
             f"Microseconds per model and step of the reverse Kullback-Leibler divergence, Adam, fresh samples every step. GenGpu trains {MODELS} models side by side. "
             f"Medians of {options.rounds} interleaved rounds, ± half the range.", "",
             "| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(race.row(peak)) + " |" for race in races]
    faults = sorted({f"- {c.name}: {c.fault}" for race in races for c in race.contenders.values() if c.fault})
    lines += ["", *faults, "" if faults else None,
              "GFLOP/s counts the multiply-adds of matrix products alone, forward and backward, twice each; their share is of the FMA peak of as many threads. "
              "Parameters include a scale and a shift per coordinate behind the couplings (phi4: 12,960 of the nets and 128).", "",
              f"Machine: {processor()}; FMA peak {peak['fmaOne']:.0f} GFLOP/s on one thread, {peak['fmaAll']:.0f} on {peak['threads']}; PyTorch's 512^3 product "
              + ", ".join(f"{g:.0f} GFLOP/s on {c}" for c, g in products.items()) + ("" if len(trusted) == len(products) else ", too slow for fair ratios") + ".", "",
              f"PyTorch {torch_version}; .NET {version(['dotnet', '--version'])}; commit {commit()}; {datetime.date.today().isoformat()}. Command: `./build.sh bench flow`."]
    text = "\n".join(line for line in lines if line is not None) + "\n"
    os.makedirs(os.path.dirname(os.path.abspath(options.output)), exist_ok=True)
    with open(options.output + ".md", "w", encoding="utf-8") as file:
        file.write(text)
    with open(options.output + ".json", "w", encoding="utf-8") as file:
        json.dump({"peak": peak, "products": products, "times": {c.name: c.times for race in races for c in race.contenders.values()}}, file, indent=1)
        file.write("\n")
    print(text)
    say(f"written to {options.output}.md and .json")


if __name__ == "__main__":
    main()
