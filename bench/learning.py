#!/usr/bin/env python3
"""What the families learn: every target of the classical benchmark, every family and seed, each figure beside its floor.

usage: ./build.sh bench learning [--parts exact,seed,binned,modern,conditional] [--targets 1d-bimodal,...] [--families gan,vae,rbm,...]
                                 [--seeds 8] [--steps N] [--budget N] [--threads 0] [--output bench/results/learning]

Calls `gengpu compare --seeds N --json` once per part and target. Every answer is added to OUTPUT.json at once and OUTPUT.md is
written anew, so the work can be done in pieces and an interrupted run loses nothing but the target it was at. Parts:

  exact        GAN, VAE, RBM: continuous values, proper likelihoods, exact metrics
  seed         the same by `--protocol seed` with 5,000 samples, beside the reference ranges of the protocol in PyTorch
  binned       the same in 20 categories on the 1-D targets, proper likelihoods, exact metrics
  modern       GAN, WGAN, WGAN-GP, flow, diffusion: continuous values, exact metrics
  conditional  GAN, WGAN-GP, VAE, flow, diffusion given the distance of two (in the plane four) modes, at distances trained and held out

Budget and steps are the part's own (bench/learning_parts.py) unless given.
"""
import argparse
import datetime
import json
import os
import statistics
import subprocess
import tempfile
import time

import racing
from learning_parts import FAMILIES, PARTS, REFERENCE, TARGETS
from racing import say

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GENGPU = os.path.join(ROOT, "src", "GenGpu.Cli", "bin", "Release", "net10.0", "GenGpu.Cli.dll")


def run(part, target, families, o):
    arguments = PARTS[part].command(target, families, o)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["dotnet", o.gengpu, *arguments, "--json", "--quiet", "--output", os.path.join(folder, "run")],
                              capture_output=True, text=True, check=False)
    # 3: some trials diverged; the document says which.
    if done.returncode not in (0, 3):
        raise SystemExit(f"gengpu {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    return arguments, json.loads(done.stdout)


def figure(metrics, *names):
    """The first of these metrics that is there, as name, median, low, high, floor, floor deviation, seeds."""
    for name in names:
        if name in metrics:
            m = metrics[name]
            return {"name": name, **{key: float(m[key]) for key in ("median", "low", "high", "floor", "floorDeviation")},
                    "seeds": m["seeds"], "samples": m["samples"]}
    return None


def mean_figure(places, *names):
    """The same for means over the conditions: a mean per seed, then their median and range."""
    floors = [figure(place["metrics"], *names) for place in places]
    if not floors or floors[0] is None:
        return None
    name = floors[0]["name"]
    means = sorted(statistics.fmean(float(place["seeds"][seed][name]) for place in places) for seed in places[0]["seeds"])
    return {"name": name, "median": statistics.median(means), "low": means[0], "high": means[-1], "floor": statistics.fmean(f["floor"] for f in floors),
            "floorDeviation": sum(f["floorDeviation"] ** 2 for f in floors) ** 0.5 / len(floors), "seeds": len(means), "samples": floors[0]["samples"]}


def figures_of(model):
    """The figures of a model's rows: one, or with conditions one over the values that it was trained at and one over those held out."""
    if conditions := model.get("conditions"):
        for values, held_out in (("trained", False), ("held out", True)):
            places = [place for place in conditions if place["isHeldOut"] == held_out]
            yield {"values": values, "kld": mean_figure(places, "kld"), "w1": mean_figure(places, "w1", "slicedW1"),
                   "perCondition": {place["given"]: place["seeds"] for place in places}}
    else:
        final = model["final"] or {}
        metrics, likelihood = final.get("metrics", {}), final.get("likelihood") or {}
        yield {"kld": figure(metrics, "kld"), "w1": figure(metrics, "w1", "slicedW1"), "exactKl": likelihood.get("klDivergence"),
               "isBound": likelihood.get("isBound", False), "method": likelihood.get("method"),
               "perSeed": {str(seed["seed"]): seed["final"] for seed in model["seeds"]}}


def rows_of(part, target, arguments, document, seconds, threads):
    for model in document["models"]:
        for figures in figures_of(model):
            yield {
                "part": part, "target": target, "family": model["model"], "parameters": model["parameters"],
                "steps": document["steps"], "trials": model["trials"], "diverged": model["diverged"], **figures, "notes": model["notes"],
                "command": "gengpu " + " ".join(arguments), "gengpu": document["gengpu"], "numerics": document["numerics"],
                "device": f"{document['device']}, {threads or os.cpu_count()} threads",
                "date": datetime.date.today().isoformat(), "seconds": round(seconds, 1),
            }


def text(value):
    if value is None or value != value:
        return "-"
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 100 or size < 1e-4:
        return f"{value:.2g}" if size < 1e-4 else f"{value:.0f}"
    digits = 2 if size >= 1 else 3 if size >= 0.01 else 4 if size >= 0.001 else 5
    return f"{value:.{digits}f}"


def spread(f):
    return "-" if f is None else f"{text(f['median'])} [{text(f['low'])}-{text(f['high'])}]"


def floor(f):
    return "-" if f is None else text(f["floor"])


def name_of(row):
    name = row["family"] if row["family"] in ("flow", "diffusion") else row["family"].upper()
    return name + (f" ({row['diverged']} of {row['trials']} diverged)" if row["diverged"] else "")


def table(part, rows):
    conditions = PARTS[part].conditions
    head = ["target", "family", "values"] if conditions else ["target", "family"]
    head += ["parameters", "KLD median [range]", "KLD floor", "W1 median [range]", "W1 floor"]
    head += ["KLD reference", "inside", "W1 reference"] if part == "seed" else [] if conditions else ["exact KL"]
    texts = 3 if conditions else 2
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(["---"] * texts + ["---:"] * (len(head) - texts)) + "|"]
    for row in rows:
        cells = [f"{row['target']}, {conditions[row['target']]}", name_of(row), row.get("values", "-")] if conditions else [row["target"], name_of(row)]
        cells += [f"{row['parameters']:,}", spread(row["kld"]), floor(row["kld"]), spread(row["w1"]), floor(row["w1"])]
        if part == "seed":
            known = REFERENCE.get(row["target"], {}).get(row["family"])
            inside = "-" if known is None or row["kld"] is None else "yes" if known[1] <= row["kld"]["median"] <= known[2] else "no"
            cells += ["-", "-", "-"] if known is None else [f"{known[0]:g} [{known[1]:g}-{known[2]:g}]", inside, f"{known[3]:g}"]
        elif not conditions:
            cells.append(exact(row))
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def exact(row):
    return ("≤ " if row.get("isBound") and row.get("exactKl") is not None else "") + text(row.get("exactKl"))


def order(row):
    return (list(PARTS).index(row["part"]), TARGETS.index(row["target"]), FAMILIES.index(row["family"]))


def write_atomically(path, content):
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(content)
    os.replace(path + ".new", path)


def write(rows, output):
    rows = sorted(rows, key=order)
    write_atomically(output + ".json", json.dumps({"rows": rows}, indent=1) + "\n")
    lines = ["# What the families learn", "",
             "Made by `./build.sh bench learning`. Each figure is the median over seeds of the last parameters, [smallest-largest].",
             "The floor is the same figure for samples of the target itself: what a perfect model would score.", ""]
    for name, part in PARTS.items():
        mine = [row for row in rows if row["part"] == name]
        if not mine:
            continue
        lines += [f"## {part.title}", "", part.reading, ""] + table(name, mine)
        lines += ["", "Made with:", ""]
        for run_row in {row["command"]: row for row in mine}.values():
            lines.append(f"- `{run_row['command']}` ({run_row['date']}, {run_row['seconds']:.0f} s, {run_row['device']}, "
                         f"gengpu {racing.short(run_row['gengpu'])}, numerics {run_row['numerics']})")
        lines.append("")
    write_atomically(output + ".md", "\n".join(lines).rstrip() + "\n")


def choice(allowed):
    def parse(value):
        names = tuple(name for name in value.split(",") if name)
        for name in names:
            if name not in allowed:
                raise argparse.ArgumentTypeError(f"'{name}' is none of {', '.join(allowed)}")
        return names
    return parse


def main():
    p = argparse.ArgumentParser(prog="./build.sh bench learning", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--parts", type=choice(tuple(PARTS)), default=tuple(PARTS))
    p.add_argument("--targets", type=choice(TARGETS), default=TARGETS)
    p.add_argument("--families", type=choice(FAMILIES), default=FAMILIES)
    p.add_argument("--seeds", type=int, default=8)
    p.add_argument("--steps", type=int, default=0, help="default: the part's")
    p.add_argument("--budget", type=int, default=0, help="default: the part's")
    p.add_argument("--evaluate-every", type=int, default=0, help="default: only at the end")
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--gengpu", default=GENGPU, help="the gengpu to call")
    p.add_argument("--output", default=os.path.join(ROOT, "bench", "results", "learning"))
    o = p.parse_args()
    os.makedirs(os.path.dirname(os.path.abspath(o.output)), exist_ok=True)
    rows = []
    if os.path.exists(o.output + ".json"):
        with open(o.output + ".json", encoding="utf-8") as file:
            rows = json.load(file)["rows"]
    work = [(part, target, tuple(family for family in PARTS[part].families_on(target) if family in o.families))
            for part in o.parts for target in PARTS[part].targets if target in o.targets]
    work = [(part, target, families) for part, target, families in work if families]
    if not work:
        raise SystemExit(f"nothing to do: parts {', '.join(o.parts)} have none of the families {', '.join(o.families)} on {', '.join(o.targets)}")
    for part, target, families in work:
        start = time.monotonic()
        arguments, document = run(part, target, families, o)
        seconds = time.monotonic() - start
        fresh = list(rows_of(part, target, arguments, document, seconds, o.threads))
        replaced = {(row["part"], row["target"], row["family"]) for row in fresh}
        rows = [row for row in rows if (row["part"], row["target"], row["family"]) not in replaced] + fresh
        write(rows, o.output)
        phases = ", ".join(f"{name} {value:.0f} s" for name, value in document["seconds"].items())
        say(f"{part} {target}: {seconds:.0f} s ({phases})")
        for row in fresh:
            say(f"  {row['family']} {row.get('values', '')}: KLD {spread(row['kld'])} floor {floor(row['kld'])}, W1 {spread(row['w1'])} floor {floor(row['w1'])}, exact KL {exact(row)}")
    say(f"written: {o.output}.md and .json")


if __name__ == "__main__":
    main()
