#!/usr/bin/env python3
"""How near flows come to Boltzmann distributions learned from the energy alone, beside exact and published figures.

usage: ./build.sh bench boltzmann [--rows double-well,...] [--seeds 5] [--output bench/results/boltzmann] [--threads 0]

Calls `gengpu train --energy ... --seeds N --json` once per row, then, for rows that race published figures, `gengpu evaluate --count 2000`
ten times (their protocol: the mean of |log Z error| over ten estimates of 2,000 samples each). Every answer is added to OUTPUT.json at
once and OUTPUT.md is written anew, so the work can be done in pieces and an interrupted run loses nothing but the row it was at.
"""
import argparse
import datetime
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GENGPU = os.path.join(ROOT, "src", "GenGpu.Cli", "bin", "Release", "net10.0", "GenGpu.Cli.dll")

# energy; options; samples of final figures; what must hold; published mean |log Z error| at 2,000 samples and parameters (FAB in JAX).
ROWS = {
    "double-well": dict(options="--budget 5000 --steps 6000 --batch-size 512 --set couplings=4,learningRate=2e-3", samples=100_000, goal="|dlogZ| <= 0.003, ESS >= 0.97"),
    "double-well-tilted": dict(options="--budget 5000 --steps 6000 --batch-size 512 --set couplings=4,learningRate=2e-3,annealStart=0.1", samples=1_000_000, goal="|dlogZ| <= 0.003, ESS >= 0.97, dF within 0.01 kT"),
    "mueller-brown": dict(options="--budget 8000 --steps 8000 --batch-size 512 --set couplings=6,learningRate=2e-3,annealStart=0.1", samples=100_000, goal="|dlogZ| <= 0.003, ESS >= 0.97"),
    "gmm-9": dict(options="--budget 16000 --steps 24000 --batch-size 512 --set couplings=2,bins=64,marginal=on,learningRate=3e-3,annealStart=0.05,annealSteps=20000", samples=100_000, goal="mean |dlogZ| <= 0.0025", published=(0.00269, 320_000)),
    "funnel-10": dict(options="--budget 20000 --steps 32000 --batch-size 256 --set couplings=12,coupling=affine,mask=random,scaleBound=12,gradient=path,learningRate=2e-3", samples=100_000, goal="mean |dlogZ| <= 0.002", published=(0.00218, 297_000)),
    "many-well-32": dict(options="--budget 40000 --steps 4000 --batch-size 256 --set couplings=2,marginal=on,bins=16,learningRate=3e-3,annealStart=0.05", samples=100_000, goal="mean |dlogZ| <= 0.03", published=(0.0316, 365_000)),
    "phi4-free-6x6": dict(options="--budget 12960 --steps 3000 --batch-size 64 --layers 2 --set couplings=16,coupling=affine,conditioner=convolution,learningRate=1e-3", samples=100_000, goal="within 3 s.e., s.e. <= 0.003"),
    "phi4-free-8x8": dict(options="--budget 12960 --steps 4000 --batch-size 64 --layers 2 --set couplings=16,coupling=affine,conditioner=convolution,learningRate=1e-3", samples=100_000, goal="within 3 s.e., s.e. <= 0.003"),
    "phi4-8x8": dict(options="--budget 12960 --steps 20000 --batch-size 64 --layers 2 --set couplings=16,coupling=affine,conditioner=convolution,learningRate=3e-3", samples=100_000, seeds=16, reference=100_000, goal="median ESS >= 0.75 over 16 seeds, <phi^2> as by HMC"),
    "phi4-8x8 path": dict(options="--budget 12960 --steps 20000 --batch-size 64 --layers 2 --set couplings=16,coupling=affine,conditioner=convolution,gradient=path,learningRate=3e-3", samples=100_000, seeds=16, reference=100_000, goal="median ESS >= 0.75 over 16 seeds, <phi^2> as by HMC"),
}


def say(text):
    print(text, file=sys.stderr, flush=True)


def gengpu(*arguments):
    """Runs gengpu with --json and returns its answer."""
    done = subprocess.run(["dotnet", GENGPU, *arguments, "--json"], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"gengpu {' '.join(arguments)} failed with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def measure(name, row, o):
    """One row: trains, and repeats the published protocol."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        summary = gengpu("train", "--energy", name.split()[0], *row["options"].split(), "--seeds", str(row.get("seeds", o.seeds)), "--reference-samples", str(row.get("reference", 0)), "--snapshot-percent", "0", "--evaluate-every", "1000",
                         "--final-samples", str(row["samples"]), "--threads", str(o.threads), "--quiet", "-o", folder)
        seconds = time.monotonic() - begin
        summary["configuration"].pop("output", None)
        errors = []
        if "published" in row:
            for draw in range(10):
                again = gengpu("evaluate", folder, "--count", "2000", "--seed", str(draw + 1), "--threads", str(o.threads))
                errors.append([seed["final"]["logZDeviation"] for seed in again["models"][0]["seeds"] if seed["final"]])
    return dict(name=name, options=row["options"], goal=row["goal"], seconds=seconds, summary=summary, protocol=errors, date=str(datetime.date.today()))


def span(values, digits=5):
    return f"{statistics.median(values):.{digits}f} [{min(values):.{digits}f}, {max(values):.{digits}f}]"


def line(answer):
    """One line of the table."""
    model = answer["summary"]["models"][0]
    finals = [seed["final"] for seed in model["seeds"] if seed["final"]]
    config = answer["summary"]["configuration"]
    deviation = span([f["logZDeviation"] for f in finals]) if "logZDeviation" in finals[0] else "-"
    extra = []
    for key in finals[0]:
        if key.startswith("F(") and not key.endswith("±"):
            exact = model["final"]["metrics"][key]["floor"]
            extra.append(f"{key} - exact: " + span([f[key] - exact for f in finals], 4))
    row = ROWS[answer["name"]]
    if answer["protocol"]:
        per_seed = [statistics.mean(draws) for draws in zip(*answer["protocol"])]
        extra.append(f"2,000-sample protocol: {span(per_seed)}, mean {statistics.mean(per_seed):.5f}; published {row['published'][0]} with about {row['published'][1]:,} parameters")
    objective = "reverse KL" + (", path gradient" if "gradient=path" in answer["options"] else "") + (", annealed" if "annealStart" in answer["options"] else "")
    evaluations = config["steps"] * config["batchSize"]
    if "<phi^2>" in finals[0]:
        extra.append("<phi^2> reweighted " + span([f["<phi^2>"] for f in finals], 5) + f", standard error {statistics.median(f['<phi^2> ±'] for f in finals):.5f}")
    if "<phi^2> target" in finals[0]:
        apart = [(f["<phi^2>"] - f["<phi^2> target"]) / math.hypot(f["<phi^2> ±"], f["<phi^2> target ±"]) for f in finals]
        extra.append(f"by Hamiltonian Monte Carlo {finals[0]['<phi^2> target']:.5f} ± {finals[0]['<phi^2> target ±']:.5f}; apart by " + span(apart, 1) + " standard errors")
    return (f"| {answer['name']} | {len(model['seeds'])} | {model['parameters']:,} | {objective} | {evaluations:,} | {model['coreSeconds'] / len(model['seeds']):.1f} | {deviation} | {span([f['logZ ±'] for f in finals])} "
            f"| {span([f['ess'] for f in finals], 4)} | {span([f['forwardEss'] for f in finals], 4) if 'forwardEss' in finals[0] else '-'} | {model['diverged']} | {answer['goal'].replace('|', chr(92) + '|')} | {'; '.join(extra)} |")


def write(answers, o):
    with open(o.output + ".json", "w", encoding="utf-8") as file:
        json.dump(answers, file, indent=1)
    text = ["# Boltzmann distributions learned from the energy alone", "",
            "Medians [range] over seeds (5, or as many as a row says), last parameters, no target samples in training. `core s`: seconds of one core per seed. log Z by importance weights",
            "on the row's number of final samples (100,000, or 1,000,000 where a standard error or a free-energy difference asks for it). Made by `./build.sh bench boltzmann`.", "",
            "| energy | seeds | parameters | objective | energy evaluations per seed | core s | \\|log Z error\\| | its standard error | reverse ESS | forward ESS | diverged | must hold | besides |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|"]
    text += [line(answer) for answer in answers.values()]
    text += ["", "Commands (each with `--seeds N`; where a figure is held against Hamiltonian Monte Carlo with `--reference-samples 100000`, which training does not see):", ""] + [f"- `gengpu train --energy {a['name'].split()[0]} {a['options']} --final-samples {ROWS[a['name']]['samples']}` ({a['date']}, {a['summary']['gengpu'].split('+')[0]}, {a['seconds']:.0f} s in all)" for a in answers.values()]
    with open(o.output + ".md", "w", encoding="utf-8") as file:
        file.write("\n".join(text) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default=",".join(ROWS))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--output", default=os.path.join(ROOT, "bench", "results", "boltzmann"))
    o = parser.parse_args()
    answers = {}
    if os.path.exists(o.output + ".json"):
        with open(o.output + ".json", encoding="utf-8") as file:
            answers = json.load(file)
    for name in o.rows.split(","):
        if name not in ROWS:
            raise SystemExit(f"there is no row '{name}'; there are {', '.join(ROWS)}")
        say(f"{name} ...")
        answers[name] = measure(name, ROWS[name], o)
        answers = {row: answers[row] for row in ROWS if row in answers}
        write(answers, o)
        say(line(answers[name]))


if __name__ == "__main__":
    main()
