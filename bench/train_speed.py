#!/usr/bin/env python3
"""Training speed: our engine against PyTorch (eager and batched), the hand-written C++ step and the machine's floor.

usage: ./build.sh bench train [--rounds 7] [--seconds 1] [--cells gan:13,gan:69,...] [--output bench/results/train_speed]

All contenders run in turn, round after round, so that a slow minute of the machine hits all of them; the table shows medians.
No ratio to PyTorch is printed unless its 512^3 matrix product reaches 60 % of the FMA peak measured here with as many threads.
"""
import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BENCH = os.path.join(ROOT, "bench")
ENGINE = os.path.join(ROOT, "src", "GenGpu.Cli", "bin", "Release", "net10.0", "GenGpu.Cli.dll")
YARDSTICK = os.path.join(ROOT, "artifacts", "bench", "yardstick")
WARNINGS_OFF = ["-Wno-uninitialized", "-Wno-maybe-uninitialized"]  # GCC 12 warns inside its own AVX-512 header
CELLS = ["gan:13", "gan:69", "vae:25", "vae:132", "rbm:102", "rbm:532"]
PARAMETERS = {"gan": lambda h: 23 * h + 3, "vae": lambda h: 12 * h + 6, "rbm": lambda h: 3 * h + 4}
# Multiply-adds per sample and step, in units of the hidden width; batch 128.
PRODUCTS = {"gan": 76, "vae": 28, "rbm": 14}
WAYS = ("autograd", "manual", "script")
STACKS = (1, 4, 16, 64, 256)
MATMUL_SHARE = 0.6
PEAK_ROUNDS = 3


def say(text):
    print(text, file=sys.stderr, flush=True)


def run_json(command, environment=None):
    """Runs the command and returns its JSON lines; ends with what it said when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(environment or {})}, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{os.path.basename(command[0])} {' '.join(command[1:3])} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not answers:
        raise RuntimeError(f"{os.path.basename(command[1])} printed no line of JSON")
    return answers


def build_yardstick():
    os.makedirs(os.path.dirname(YARDSTICK), exist_ok=True)
    command = ["g++", "-O3", "-march=native", "-std=c++20", "-Wall", "-Wextra", *WARNINGS_OFF, "-pthread",
               os.path.join(BENCH, "yardstick", "main.cpp"), "-o", YARDSTICK]
    subprocess.run(command, check=True)
    subprocess.run([sys.executable, os.path.join(BENCH, "yardstick", "check_gradients.py"), YARDSTICK], check=True, stdout=sys.stderr)


def peer_environment(blas_threads):
    """OpenBLAS even where the system's default is the reference BLAS, and no return of memory to the system between steps."""
    folder = f"/usr/lib/{platform.machine()}-linux-gnu/openblas-pthread"
    path = os.environ.get("LD_LIBRARY_PATH", "")
    return {"LD_LIBRARY_PATH": folder + (":" + path if path else ""), "OPENBLAS_NUM_THREADS": str(blas_threads),
            "MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 30), "MALLOC_TOP_PAD_": str(1 << 26)}


def peers(arguments, threads, blas_threads=1):
    return run_json([sys.executable, os.path.join(BENCH, "peers", "peers.py"), "--threads", str(threads), *arguments],
                    peer_environment(blas_threads))


def time_peer(cell, way, models, threads, seconds):
    return peers(["--seconds", str(seconds), "--rounds", "1", f"{cell}:{way}:{models}"], threads)[0]["microsecondsPerModelStep"]


def time_yardstick(cell, threads, seconds):
    family, width = cell.split(":")
    return run_json([YARDSTICK, family, width, str(8 * threads), str(threads), str(seconds)])[0]["microsecondsPerModelStep"]


def time_engine(cell, threads, seconds):
    family, width = cell.split(":")
    answer = run_json(["dotnet", ENGINE, "bench", "train", "--accelerator", "cpu", "--cells", cell, "--models", str(8 * threads), "--threads", str(threads),
                       "--rounds", "1", "--seconds", str(seconds), "--json"])[0]["cells"][0]
    expected = PARAMETERS[family](int(width))
    if answer["parameters"] != expected:
        raise RuntimeError(f"the engine trained {answer['parameters']} parameters for {cell}, not {expected}")
    return answer["microsecondsPerModelStep"]


def scan_batched(cell, threads, seconds):
    """The best way and stack for this cell, over all of them."""
    configurations = [f"{cell}:{way}:{models}" for way in WAYS for models in STACKS]
    answers = peers(["--seconds", str(seconds), "--rounds", "2", *configurations], threads)
    best = min(answers, key=lambda a: a["microsecondsPerModelStep"])
    return best["way"], best["models"]


class Contender:
    def __init__(self, name, measure):
        self.name, self.measure, self.times, self.fault = name, measure, [], None

    def run(self):
        if self.fault is None:
            try:
                self.times.append(self.measure())
            except (RuntimeError, OSError, KeyError, IndexError, json.JSONDecodeError) as error:
                self.fault = str(error)
                say(f"{self.name}: {error}")

    @property
    def median(self):
        return statistics.median(self.times) if self.times and self.fault is None else None

    def text(self):
        if self.median is None:
            return "-"
        spread = 100 * (max(self.times) - min(self.times)) / self.median
        return f"{number(self.median)} ±{spread / 2:.0f}%"


def number(value):
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def ratio(slow, fast, digits=1):
    return "-" if slow is None or fast is None else f"{slow / fast:.{digits}f}"


def version(command, line=0):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[line].strip()
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "?"


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
        return f"{names[0]}, {len(names)} logical processors"
    except (OSError, IndexError):
        return platform.processor()


def commit():
    dirty = version(["git", "-C", ROOT, "status", "--porcelain", "--untracked-files=no"])
    return version(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"]) + ("" if dirty == "?" else " with uncommitted changes")


def measure_peak(threads):
    """FMA peak and bandwidth, PyTorch's products by its number of threads, those of them whose ratios may be printed, PyTorch's version."""
    build_yardstick()
    say("measuring the machine's peak ...")
    counts = sorted({1, threads})
    peak, products, trusted = {}, dict.fromkeys(counts, 0.0), set()
    # In turn and the best of each: a slow moment of the machine is not a slow BLAS.
    for _ in range(PEAK_ROUNDS):
        for name, value in run_json([YARDSTICK, "peak"])[0].items():
            peak[name] = max(peak.get(name, value), value)
        for count in counts:
            answer = peers(["--matmul"], count, blas_threads=count)[0]
            products[count] = max(products[count], answer["gigaflops"])
    for count in counts:
        reference = peak["fmaOne"] if count == 1 else peak["fmaAll"] * count / peak["threads"]
        if products[count] >= MATMUL_SHARE * reference:
            trusted.add(count)
        else:
            say(f"PyTorch's 512^3 product reaches {products[count]:.0f} of {reference:.0f} GFLOP/s with {count} threads, less than "
                f"{100 * MATMUL_SHARE:.0f} %: no ratio to it with so many threads is printed. Install libopenblas0-pthread, or wait until the machine is quiet.")
    return peak, products, trusted, answer["torch"]


def contend(cell, options, trusted, best):
    """All contenders of one cell, by key."""
    threads, seconds = options.threads, options.seconds
    all_contenders = {
        "ours1": Contender(f"{cell} engine, 1 thread", lambda: time_engine(cell, 1, seconds)),
        "oursAll": Contender(f"{cell} engine, {threads} threads", lambda: time_engine(cell, threads, seconds)),
        "cpp1": Contender(f"{cell} C++, 1 thread", lambda: time_yardstick(cell, 1, seconds)),
        "cppAll": Contender(f"{cell} C++, {threads} threads", lambda: time_yardstick(cell, threads, seconds)),
    }
    if 1 in trusted:
        all_contenders["eager"] = Contender(f"{cell} eager", lambda: time_peer(cell, "eager", 1, 1, seconds))
    for count, (way, models) in best.items():
        all_contenders[f"batched{count}"] = Contender(
            f"{cell} batched, {count} threads",
            lambda way=way, models=models, count=count: time_peer(cell, way, models, count, seconds))
    return all_contenders


def row(cell, contenders, best, peak, threads):
    family, width = cell.split(":")
    get = lambda key: contenders[key].median if key in contenders else None
    text = lambda key: contenders[key].text() if key in contenders else "-"
    # Batched per core: alone against alone, all cores against all cores; the smaller ratio counts.
    pairs = []
    for count in best:
        ours = get("ours1" if count == 1 else "oursAll")
        if get(f"batched{count}") is not None and ours is not None:
            pairs.append((get(f"batched{count}") / ours, count))
    smallest = min(pairs) if pairs else None
    shown = smallest[1] if smallest else min(best, default=1, key=lambda c: get(f"batched{c}") or float("inf"))
    how = "-" if shown not in best else f"{text(f'batched{shown}')} ({best[shown][0]}, {best[shown][1]} models, {shown} threads)"
    floor = 2e-3 * PRODUCTS[family] * int(width) * 128 / peak["fmaOne"]
    return [family.upper(), str(PARAMETERS[family](int(width))), text("ours1"), text("cpp1"), ratio(get("cpp1"), get("ours1"), 2),
            text("eager"), ratio(get("eager"), get("ours1"), 0), how, "-" if smallest is None else f"{smallest[0]:.1f}",
            ratio(get("ours1"), get("oursAll"), 2), ratio(get("cpp1"), get("cppAll"), 2), f"{floor:.2f}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0, help="per measurement")
    parser.add_argument("--scan-seconds", type=float, default=0.5, help="per configuration of the search for the best batched peer")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--cells", default=",".join(CELLS), help="FAMILY:WIDTH, separated by commas")
    parser.add_argument("--output", default=os.path.join(BENCH, "results", "train_speed"))
    options = parser.parse_args()
    cells = options.cells.split(",")
    for cell in cells:
        if cell.split(":")[0] not in PARAMETERS or not cell.partition(":")[2].isdigit():
            parser.error(f"'{cell}' is not FAMILY:WIDTH with a family of {', '.join(PARAMETERS)}")

    peak, products, trusted, torch_version = measure_peak(options.threads)
    contenders, best = {}, {}
    for cell in cells:
        best[cell] = {}
        for count in sorted(trusted):
            say(f"searching the best batched PyTorch for {cell} with {count} threads ...")
            best[cell][count] = scan_batched(cell, count, options.scan_seconds)
        contenders[cell] = contend(cell, options, trusted, best[cell])
    for turn in range(options.rounds):
        say(f"round {turn + 1} of {options.rounds} ...")
        for cell in cells:
            for contender in contenders[cell].values():
                contender.run()

    header = ["family", "parameters", "GenGpu µs", "C++ µs", "C++ / GenGpu", "PyTorch eager µs", "x eager", "best batched PyTorch µs",
              "x batched", f"{options.threads} threads x", "C++ x", "FMA floor µs"]
    rows = [row(cell, contenders[cell], best[cell], peak, options.threads) for cell in cells]
    lines = ["# Training speed", "",
             f"Microseconds per model and step, one thread unless said; batch 128, target 2d-gmm, fresh samples every step. Medians of "
             f"{options.rounds} interleaved rounds, ± half the range.", "",
             "| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(r) + " |" for r in rows]
    faults = sorted({f"- {c.name}: {c.fault}" for cell in cells for c in contenders[cell].values() if c.fault})
    lines += ["", *faults, "" if faults else None,
              f"Machine: {processor()}; FMA peak {peak['fmaOne']:.0f} GFLOP/s on one thread, {peak['fmaAll']:.0f} on {peak['threads']}; "
              f"memory {peak['bandwidthOne']:.0f} and {peak['bandwidthAll']:.0f} GB/s; PyTorch's 512^3 product "
              + ", ".join(f"{g:.0f} GFLOP/s on {c}" for c, g in products.items()) + ".", "",
              f"{version(['g++', '--version'])}; PyTorch {torch_version}; .NET {version(['dotnet', '--version'])}; "
              f"commit {commit()}; {datetime.date.today().isoformat()}. Command: `./build.sh bench train`."]
    text = "\n".join(line for line in lines if line is not None) + "\n"
    os.makedirs(os.path.dirname(os.path.abspath(options.output)), exist_ok=True)
    with open(options.output + ".md", "w", encoding="utf-8") as file:
        file.write(text)
    with open(options.output + ".json", "w", encoding="utf-8") as file:
        json.dump({"peak": peak, "products": products, "best": best,
                   "times": {c.name: c.times for cell in cells for c in contenders[cell].values()}}, file, indent=1)
        file.write("\n")
    print(text)
    say(f"written to {options.output}.md and .json")


if __name__ == "__main__":
    main()
