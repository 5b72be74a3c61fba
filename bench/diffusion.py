#!/usr/bin/env python3
"""Diffusion on planar targets: what it learns beside the same net in PyTorch, and how fast it trains.

usage: ./build.sh bench diffusion [--parts quality,speed] [--targets circle,line,...] [--seeds 8] [--steps 10000] [--width 104]
                                  [--cells diffusion:40,diffusion:104,diffusion:380] [--rounds 7] [--output bench/results/diffusion]

quality  KL(target || model) from nearest neighbours (k = 5, 10,000 samples of either) of our models and of PyTorch's, both against the same samples of the
         target, beside the floor: other samples of the target. Same net, loss, schedules, sampler and number of steps; data are drawn afresh by the same formula.
         Every target is saved at once and not trained again by the same settings: the work can be done in pieces.
speed    microseconds per model-step, PyTorch eager and batched by hand, by the rules of bench/racing.py; goals: 8 times faster at 4,000 parameters,
         60 % of the FMA peak at 296,000 and no slower than PyTorch.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy

import racing
from racing import BENCH, ENGINE, Race, say

sys.path.insert(0, os.path.join(BENCH, "peers"))
import plane_targets  # noqa: E402

COUNT, NEIGHBOUR = 10_000, 5
CELLS = ["diffusion:40", "diffusion:104", "diffusion:380"]
WAYS = ("autograd", "manual", "script")
STACKS = {40: (1, 4, 16, 64), 104: (1, 4, 16), 380: (1, 4)}
MODELS = 8
COMMAND = racing.command("diffusion")
# 2-D diffusion of 296,000 parameters, 10,000 steps of 256, k = 5, 10,000 samples; the noise of their data is not documented.
PUBLISHED = {"circle": 0.354, "line": 0.161, "two-moons": 0.090}


def neighbour_divergence(reference, samples):
    """KL(reference || samples), Wang, Kulkarni and Verdu 2009, equation 5."""
    from scipy.spatial import cKDTree
    own = cKDTree(reference).query(reference, NEIGHBOUR + 1)[0][:, -1]
    other = cKDTree(samples).query(reference, NEIGHBOUR)[0][:, -1]
    tiny = numpy.finfo(numpy.float32).tiny
    logs = numpy.log(numpy.maximum(other, tiny) / numpy.maximum(own, tiny))
    return reference.shape[1] * logs.mean() + numpy.log(len(samples) / (len(reference) - 1))


def engine_samples(target, options, folder):
    """Trains our models and draws from each; also what the summary says of the likelihood bound."""
    import diffusion_peers
    run = os.path.join(folder, "run")
    command = ["dotnet", ENGINE, "train", "--model", "diffusion", "--target", target, "--budget", str(diffusion_peers.parameters(options.width)),
               "--layers", "3", "--batch-size", "256", "--steps", str(options.steps), "--seeds", str(options.seeds), "--seed", "1", "--evaluate-every", str(options.steps),
               "--snapshot-percent", "0", "--final-samples", "20000", "--accelerator", "cpu", "--threads", str(options.threads), "--output", run, "--json", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"gengpu {' '.join(command[2:])} ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    summary = json.loads(done.stdout)
    samples = []
    for trial in summary["models"][0]["seeds"]:
        file = os.path.join(folder, f"samples{trial['seed']}.npy")
        subprocess.run(["dotnet", ENGINE, "sample", run, "--count", str(COUNT), "--seed", str(trial["seed"]), "--output", file, "--accelerator", "cpu",
                        "--threads", str(options.threads)], check=True, capture_output=True)
        samples.append(numpy.load(file).astype(float))
    return samples, summary["models"][0]


def torch_samples(target, options):
    import diffusion_peers
    import torch
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    moments = plane_targets.sample(target, 1_000_000, 0)
    mean, scale = torch.tensor(moments.mean(0)).float(), torch.tensor(moments.std(0)).float()
    seeds = iter(range(1, 1 << 62))

    def draw(models, batch):
        points = torch.from_numpy(plane_targets.sample(target, models * batch, next(seeds))).float()
        return ((points - mean) / scale).view(models, batch, 2)

    trainer = diffusion_peers.Batched(options.seeds, options.width, "manual", draw)
    trainer.train(options.steps)
    return [(sample * scale + mean).double().numpy() for sample in trainer.sample(COUNT)]


def spread(values):
    return f"{statistics.median(values):.4f} [{min(values):.4f} to {max(values):.4f}]"


def quality(options, known, save):
    """Trains target by target and saves after each; targets that are known from the same settings are not trained again."""
    data = {target: answer for target, answer in known.items() if answer.get("settings") == settings(options)}
    for target in options.targets:
        if target in data:
            say(f"{target}: known")
            continue
        start = time.monotonic()
        reference = plane_targets.sample(target, COUNT, 1 << 40)
        floors = [neighbour_divergence(reference, plane_targets.sample(target, COUNT, (1 << 41) + i)) for i in range(20)]
        with tempfile.TemporaryDirectory() as folder:
            samples, model = engine_samples(target, options, folder)
        ours = [neighbour_divergence(reference, s) for s in samples]
        middle = time.monotonic()
        theirs = [neighbour_divergence(reference, s) for s in torch_samples(target, options)]
        w1 = model["final"]["metrics"]["slicedW1"]
        data[target] = {"settings": settings(options), "ours": ours, "torch": theirs, "floors": floors, "likelihood": model["final"]["likelihood"],
                        "slicedW1": [float(w1["median"]), float(w1["floor"])], "parameters": model["parameters"], "commit": racing.commit()}
        say(f"{target}: ours {spread(ours)}, PyTorch {spread(theirs)}, floor {statistics.mean(floors):.4f} ({middle - start:.0f} s, {time.monotonic() - middle:.0f} s)")
        save(quality_lines(data, options), data)
    save(quality_lines(data, options), data)


def settings(options):
    return {"width": options.width, "steps": options.steps, "seeds": options.seeds}


def quality_row(target, answer):
    likelihood = answer["likelihood"]
    bits = "-" if likelihood.get("perfectBitsPerDimension") is None else f"{likelihood['bitsPerDimension']:.3f} ({likelihood['perfectBitsPerDimension']:.3f})"
    return [target, spread(answer["ours"]), spread(answer["torch"]), f"{statistics.mean(answer['floors']):.4f} ± {statistics.stdev(answer['floors']):.4f}", bits,
            f"{answer['slicedW1'][0]:.3f} ({answer['slicedW1'][1]:.3f})", f"{PUBLISHED[target]:.3f}" if target in PUBLISHED else "-"]


def quality_lines(data, options):
    if not data:
        return []
    rows = [quality_row(target, data[target]) for target in plane_targets.TARGETS if target in data]
    answer = next(iter(data.values()))
    commits = ", ".join(dict.fromkeys(one["commit"] for one in data.values()))
    return ["## What it learns", "",
            f"{answer['parameters']:,} parameters (three hidden layers of {options.width}), {options.steps:,} steps of 256 fresh samples, {options.seeds} seeds: median [range] of KL(target || model) in nats "
            f"from nearest neighbours (k = {NEIGHBOUR}), {COUNT:,} samples of either. The floor is the figure of other samples of the target. PyTorch trains the same net the same way in this run. "
            "Bits per dimension are the likelihood bound, in brackets what a perfect model scores (the entropy); sliced W1 with its floor. The published figures are of 296,000 parameters and data whose noise is not "
            "documented: no race.", "",
            *racing.table(["target", "GenGpu", "PyTorch", "floor", "bound, bits per dimension", "sliced W1", "published"], rows), "",
            f"Commit {commits}. Command: `{COMMAND}`.", ""]


def race_of(cell, threads, options, trusted):
    stacks = STACKS.get(int(cell.split(":")[1]), (1, 4, 16))
    return Race(cell, threads, MODELS, options, [f"{cell}:{way}:{m}" for way in WAYS for m in stacks] if trusted else [])


def row(race):
    return [f"{race.parameters:,}", f"3 x {race.width}", *race.figures()]


def speed(options, _, save):
    machine = racing.Machine(max(options.thread_counts))
    races = [race_of(cell, threads, options, options.force or threads in machine.trusted) for cell in options.cells for threads in options.thread_counts]
    for turn in range(options.rounds):
        say(f"round {turn + 1} of {options.rounds} ...")
        for race in races:
            race.run()
    everybody = [c for race in races for c in race.contenders.values()]
    header = ["parameters", "hidden", "threads", "GenGpu µs", "GFLOP/s", "of FMA peak", "PyTorch eager µs", "x eager", "best batched PyTorch µs", "x batched"]
    lines = ["## How fast it trains", "",
             f"Microseconds per model and step: batch 256, 2d-gmm, v-prediction, Adam, average of the weights. GenGpu trains {MODELS} models side by side. Medians of {options.rounds} interleaved rounds, "
             "± half the range. GFLOP/s counts the multiply-adds of matrix products alone, forward and backward, twice each; their share is of the FMA peak of as many threads right before and after.", "",
             *racing.table(header, [row(race) for race in races]), "", *racing.faults(everybody), machine.text(), "", machine.versions(COMMAND), ""]
    save(lines, {"peak": machine.peak, "products": machine.products, "times": {c.name: c.times for c in everybody},
                 "shares": {race.contenders["ours"].name: race.share.shares for race in races}})


def main():
    parser = argparse.ArgumentParser(prog="./build.sh bench diffusion", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", default="quality,speed")
    parser.add_argument("--targets", default=",".join(plane_targets.TARGETS))
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--width", type=int, default=104)
    parser.add_argument("--force", action="store_true", help="print ratios even where PyTorch's matrix product is slow, on a busy machine for example")
    options = racing.add_options(parser, CELLS, 2.0, 1.0, "diffusion", ["diffusion"])
    options.targets, options.parts = options.targets.split(","), options.parts.split(",")
    options.thread_counts = sorted({1, options.threads})
    for name in options.targets:
        if name not in plane_targets.TARGETS:
            parser.error(f"'{name}' is none of {', '.join(plane_targets.TARGETS)}")
    for name in options.parts:
        if name not in PARTS:
            parser.error(f"'{name}' is none of {', '.join(PARTS)}")

    # What was measured before stays when only one part is measured anew.
    kept = {}
    if os.path.exists(options.output + ".json"):
        with open(options.output + ".json", encoding="utf-8") as file:
            kept = json.load(file)
    for name in options.parts:
        def save(lines, data, name=name):
            kept[name] = {"lines": lines, "data": data}
            text = ["# Diffusion on planar targets", "", *(line for part in PARTS if part in kept for line in kept[part]["lines"])]
            racing.write(options.output, text[:-1], kept)

        PARTS[name](options, kept.get(name, {}).get("data", {}), save)


PARTS = {"quality": quality, "speed": speed}

if __name__ == "__main__":
    main()
