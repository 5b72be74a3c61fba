#!/usr/bin/env python3
"""The engine against the hand-written C++ step, in turns of a millisecond in one process, one thread: their ratio on machines whose speed changes by the second.

usage: bench/race.py [--cells gan:13,gan:69,...] [--models 8] [--seconds 10] [--output FILE]     (needs g++)
Run `dotnet build bench/GenGpu.Bench -c Release` first. Writes bench/results/race.md and .json.
"""
import argparse
import json
import os
import subprocess
import sys

import racing

LIBRARY = os.path.join(racing.ROOT, "artifacts", "bench", "libyardstick.so")
PROGRAM = os.path.join(racing.BENCH, "GenGpu.Bench", "bin", "Release", "net10.0", "GenGpu.Bench.dll")
FAMILIES = {"gan": "GAN", "vae": "VAE", "rbm": "RBM"}


def build_library():
    racing.build_yardstick()
    subprocess.run(["g++", "-O3", "-march=native", "-std=c++20", "-Wall", "-Wextra", *racing.WARNINGS_OFF, "-shared", "-fPIC",
                    os.path.join(racing.BENCH, "yardstick", "library.cpp"), "-o", LIBRARY], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cells", default="gan:13,gan:69,vae:25,vae:132,rbm:102,rbm:532")
    parser.add_argument("--models", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--output", default=os.path.join(racing.BENCH, "results", "race"))
    options = parser.parse_args()
    build_library()
    rows = []
    for cell in options.cells.split(","):
        print(f"{cell} ...", file=sys.stderr)
        rows += racing.run_json(["dotnet", PROGRAM, "race", LIBRARY, cell, "--models", str(options.models), "--seconds", str(options.seconds)])
    lines = ["# The engine and the hand-written C++ step in turns", "",
             f"Microseconds per model and step, one thread, {options.models} models, turns of about a millisecond in one process for {options.seconds:g} s per row. Quiet: the fastest tenth of the turns. "
             "Ratio: C++ time by ours of neighbouring turns, median and middle half.", "",
             "| family | parameters | GenGpu | C++ | C++ / GenGpu | middle half | GenGpu quiet | C++ quiet | C++ / GenGpu quiet | turns |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for row in rows:
        lines.append(f"| {FAMILIES[row['cell'].split(':')[0]]} | {row['parameters']:,} | {racing.number(row['ours'])} | {racing.number(row['theirs'])} | {row['ratio']:.2f} | "
                     f"{row['ratioLow']:.2f} to {row['ratioHigh']:.2f} | {racing.number(row['oursQuiet'])} | {racing.number(row['theirsQuiet'])} | {row['theirsQuiet'] / row['oursQuiet']:.2f} | {row['turns']} |")
    lines += ["", f"Machine: {racing.processor()}. {racing.version(['g++', '--version'])}; .NET {racing.version(['dotnet', '--version'])}; "
              f"commit {racing.version(['git', '-C', racing.ROOT, 'rev-parse', '--short', 'HEAD'])}. Command: `{racing.command('race')}`."]
    text = "\n".join(lines) + "\n"
    print(text)
    os.makedirs(os.path.dirname(os.path.abspath(options.output)), exist_ok=True)
    with open(options.output + ".md", "w", encoding="utf-8") as file:
        file.write(text)
    with open(options.output + ".json", "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
