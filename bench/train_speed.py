#!/usr/bin/env python3
"""Training speed: our engine against PyTorch (eager and batched), the hand-written C++ step and the machine's floor.

usage: ./build.sh bench train [--rounds 7] [--seconds 1] [--cells gan:13,gan:69,...] [--output bench/results/train_speed]

Rules of the race: bench/racing.py.
"""
import argparse

import racing
from racing import YARDSTICK, Contender, peers, ratio, run_json, say

CELLS = ["gan:13", "gan:69", "vae:25", "vae:132", "rbm:102", "rbm:532"]
PARAMETERS = {"gan": lambda h: 23 * h + 3, "vae": lambda h: 12 * h + 6, "rbm": lambda h: 3 * h + 4}
# Multiply-adds per sample and step, in units of the hidden width; batch 128.
PRODUCTS = {"gan": 76, "vae": 28, "rbm": 14}
WAYS = ("autograd", "manual", "script")
STACKS = (1, 4, 16, 64, 256)


def time_peer(cell, way, models, threads, seconds):
    return peers(["--seconds", str(seconds), "--rounds", "1", f"{cell}:{way}:{models}"], threads)[0]["microsecondsPerModelStep"]


def time_yardstick(cell, threads, seconds):
    family, width = cell.split(":")
    return run_json([YARDSTICK, family, width, str(8 * threads), str(threads), str(seconds)])[0]["microsecondsPerModelStep"]


def time_engine(cell, threads, seconds):
    family, width = cell.split(":")
    answer = racing.engine(cell, 8 * threads, threads, seconds)
    expected = PARAMETERS[family](int(width))
    if answer["parameters"] != expected:
        raise RuntimeError(f"the engine trained {answer['parameters']} parameters for {cell}, not {expected}")
    return answer["microsecondsPerModelStep"]


def scan_batched(cell, threads, seconds):
    """The best way and stack for this cell, over all of them."""
    best = racing.best_peer([f"{cell}:{way}:{models}" for way in WAYS for models in STACKS], threads, seconds, rounds=2)
    return best["way"], best["models"]


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
    options = racing.add_options(parser, CELLS, 1.0, 0.5, "train_speed", list(PARAMETERS))
    machine = racing.Machine(options.threads)
    contenders, best = {}, {}
    for cell in options.cells:
        best[cell] = {}
        for count in sorted(machine.trusted):
            say(f"searching the best batched PyTorch for {cell} with {count} threads ...")
            best[cell][count] = scan_batched(cell, count, options.scan_seconds)
        contenders[cell] = contend(cell, options, machine.trusted, best[cell])
    everybody = [c for cell in options.cells for c in contenders[cell].values()]
    for turn in range(options.rounds):
        say(f"round {turn + 1} of {options.rounds} ...")
        for contender in everybody:
            contender.run()

    header = ["family", "parameters", "GenGpu µs", "C++ µs", "C++ / GenGpu", "PyTorch eager µs", "x eager", "best batched PyTorch µs",
              "x batched", f"{options.threads} threads x", "C++ x", "FMA floor µs"]
    lines = ["# Training speed", "",
             f"Microseconds per model and step, one thread unless said; batch 128, target 2d-gmm, fresh samples every step. Medians of "
             f"{options.rounds} interleaved rounds, ± half the range.", "",
             *racing.table(header, [row(cell, contenders[cell], best[cell], machine.peak, options.threads) for cell in options.cells]), "",
             *racing.faults(everybody), machine.text(), "", machine.versions(racing.command("train"))]
    racing.write(options.output, lines, {"peak": machine.peak, "products": machine.products, "best": best, "times": {c.name: c.times for c in everybody}})


if __name__ == "__main__":
    main()
