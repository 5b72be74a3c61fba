#!/usr/bin/env python3
"""What the families learn: every target, family and seed of the classical benchmark, each figure beside its floor.

usage: ./build.sh bench learning [--parts exact,seed,binned] [--targets 1d-bimodal,...] [--families gan,vae,rbm]
                                 [--seeds 8] [--steps 100000] [--budget 310] [--output bench/results/learning]

Calls `gengpu compare --seeds N --json` once per part and target. Every answer is added to OUTPUT.json at once and OUTPUT.md is
written anew, so the work can be done in pieces and an interrupted run loses nothing but the target it was at. Parts:

  exact    continuous values, proper likelihoods, exact metrics
  seed     `--protocol seed` with 5,000 samples, beside the reference ranges of the protocol in PyTorch
  binned   20 categories on the 1-D targets, proper likelihoods, exact metrics
"""
import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GENGPU = os.path.join(ROOT, "src", "GenGpu.Cli", "bin", "Release", "net10.0", "GenGpu.Cli.dll")
LINE = ("1d-bimodal", "1d-trimodal", "1d-quadmodal", "1d-beta", "1d-poisson")
PLANE = ("2d-mix-gauss", "2d-gmm")
FAMILIES = ("gan", "vae", "rbm")
TITLES = {
    "exact": "Continuous values, exact metrics",
    "seed": "The protocol to the letter, beside its reference",
    "binned": "20 categories, exact metrics",
}
# The protocol in PyTorch: budget 310, batch 128, 100,000 steps (RBM on 1-D targets: 40,000), 8 seeds, 5,000 against 5,000 samples.
# Final KLD: median, smallest, largest; median W1.
REFERENCE = {
    "1d-bimodal": {"gan": (0.73, 0.04, 1.89, 0.15), "vae": (0.060, 0.042, 0.084, 0.099), "rbm": (0.055, 0.047, 0.059, 0.131)},
    "1d-trimodal": {"gan": (0.30, 0.08, 0.53, 0.26), "vae": (0.052, 0.044, 0.061, 0.079), "rbm": (0.279, 0.261, 0.303, 0.234)},
    "1d-quadmodal": {"gan": (0.45, 0.18, 3.89, 0.29), "vae": (0.067, 0.063, 0.198, 0.078), "rbm": (0.303, 0.282, 0.341, 0.272)},
    "1d-beta": {"gan": (0.049, 0.012, 0.334, 0.049), "vae": (0.025, 0.011, 0.033, 0.030), "rbm": (0.042, 0.025, 0.077, 0.068)},
    "2d-mix-gauss": {"gan": (3.08, 1.21, 3.39, 0.120), "vae": (0.404, 0.358, 0.436, 0.081), "rbm": (0.376, 0.309, 0.411, 0.075)},
}
READING = {
    "exact": "KLD = KL(target || model) on 30 bins per axis and one overflow bin, with the target's exact masses. W1 is exact in 1-D, sliced over 32\n"
             "directions in 2-D. Exact KL: from the model's density by quadrature, median over seeds; for the VAE the density includes\n"
             "the decoder's variance, while its samples are decoder means.",
    "seed": "KLD on 30 bins per axis with epsilon 1e-10, W1 of sorted (in 2-D: flattened) values, 5,000 model samples against 5,000 of the target.\n"
            "The reference is the protocol in PyTorch, 8 seeds (RBM on 1-D targets: 40,000 steps). `inside` says whether our median lies in its range;\n"
            "when both draw from one law, a range of 8 seeds holds the median of 8 others about 24 times in 25.",
    "binned": "KLD and W1 over 20 categories with exact masses. Exact KL: by enumeration where the family allows it.",
}


def say(text):
    print(text, file=sys.stderr, flush=True)


def command_of(part, target, o):
    """The arguments of gengpu, without output folder and --json."""
    arguments = ["compare", "--target", target, "--models", ",".join(o.families), "--bins", "20" if part == "binned" else "0",
                 "--budget", str(o.budget), "--steps", str(o.steps), "--seeds", str(o.seeds),
                 "--evaluate-every", str(o.evaluate_every), "--snapshot-percent", "0"]
    if part == "seed":
        arguments += ["--protocol", "seed", "--final-samples", "5000"]
    if o.threads:
        arguments += ["--threads", str(o.threads)]
    return arguments


def run(part, target, o):
    arguments = command_of(part, target, o)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["dotnet", o.gengpu, *arguments, "--json", "--quiet", "--output", os.path.join(folder, "run")],
                              capture_output=True, text=True, check=False)
    # 3: some trials diverged; the document says which.
    if done.returncode not in (0, 3):
        raise SystemExit(f"gengpu {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    return arguments, json.loads(done.stdout)


def figure(metrics, *names):
    """The first of these metrics that is there, as [name, median, low, high, floor, floor deviation, seeds]."""
    for name in names:
        if name in metrics:
            m = metrics[name]
            return {"name": name, **{key: float(m[key]) for key in ("median", "low", "high", "floor", "floorDeviation")},
                    "seeds": m["seeds"], "samples": m["samples"]}
    return None


def rows_of(part, arguments, document, seconds, threads):
    for model in document["models"]:
        final = model["final"]
        metrics = final["metrics"] if final else {}
        likelihood = (final or {}).get("likelihood") or {}
        yield {
            "part": part, "target": document["target"], "family": model["model"], "parameters": model["parameters"],
            "steps": document["steps"], "trials": model["trials"], "diverged": model["diverged"],
            "kld": figure(metrics, "kld"), "w1": figure(metrics, "w1", "slicedW1"),
            "exactKl": likelihood.get("klDivergence"), "method": likelihood.get("method"), "notes": model["notes"],
            "perSeed": {str(seed["seed"]): seed["final"] for seed in model["seeds"]},
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


def table(part, rows):
    reference = part == "seed"
    head = ["target", "family", "parameters", "KLD median [range]", "KLD floor", "W1 median [range]", "W1 floor"]
    head += ["KLD reference", "inside", "W1 reference"] if reference else ["exact KL"]
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(["---", "---"] + ["---:"] * (len(head) - 2)) + "|"]
    for row in rows:
        cells = [row["target"], row["family"].upper() + (f" ({row['diverged']} diverged)" if row["diverged"] else ""), str(row["parameters"]),
                 spread(row["kld"]), floor(row["kld"]), spread(row["w1"]), floor(row["w1"])]
        if reference:
            known = REFERENCE.get(row["target"], {}).get(row["family"])
            inside = "-" if known is None or row["kld"] is None else "yes" if known[1] <= row["kld"]["median"] <= known[2] else "no"
            cells += ["-", "-", "-"] if known is None else [f"{known[0]:g} [{known[1]:g}-{known[2]:g}]", inside, f"{known[3]:g}"]
        else:
            cells.append(text(row["exactKl"]))
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def order(row):
    return (list(TITLES).index(row["part"]), (LINE + PLANE).index(row["target"]), FAMILIES.index(row["family"]))


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
    for part, title in TITLES.items():
        mine = [row for row in rows if row["part"] == part]
        if not mine:
            continue
        lines += [f"## {title}", "", READING[part], ""] + table(part, mine)
        lines += ["", "Made with:", ""]
        for run_row in {row["command"]: row for row in mine}.values():
            lines.append(f"- `{run_row['command']}` ({run_row['date']}, {run_row['seconds']:.0f} s, {run_row['device']}, "
                         f"gengpu {short(run_row['gengpu'])}, numerics {run_row['numerics']})")
        lines.append("")
    write_atomically(output + ".md", "\n".join(lines).rstrip() + "\n")


def short(version):
    name, _, commit = version.partition("+")
    return f"{name} {commit[:9]}".strip()


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
    p.add_argument("--parts", type=choice(tuple(TITLES)), default=tuple(TITLES))
    p.add_argument("--targets", type=choice(LINE + PLANE), default=LINE + PLANE)
    p.add_argument("--families", type=choice(FAMILIES), default=FAMILIES)
    p.add_argument("--seeds", type=int, default=8)
    p.add_argument("--steps", type=int, default=100_000)
    p.add_argument("--budget", type=int, default=310)
    p.add_argument("--evaluate-every", type=int, default=None, help="default: only at the end")
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--gengpu", default=GENGPU, help="the gengpu to call")
    p.add_argument("--output", default=os.path.join(ROOT, "bench", "results", "learning"))
    o = p.parse_args()
    o.evaluate_every = o.evaluate_every or o.steps
    os.makedirs(os.path.dirname(os.path.abspath(o.output)), exist_ok=True)
    rows = []
    if os.path.exists(o.output + ".json"):
        with open(o.output + ".json", encoding="utf-8") as file:
            rows = json.load(file)["rows"]
    for part in o.parts:
        for target in o.targets:
            if part == "binned" and target in PLANE:
                continue
            start = time.monotonic()
            arguments, document = run(part, target, o)
            seconds = time.monotonic() - start
            fresh = list(rows_of(part, arguments, document, seconds, o.threads))
            replaced = {(row["part"], row["target"], row["family"]) for row in fresh}
            rows = [row for row in rows if (row["part"], row["target"], row["family"]) not in replaced] + fresh
            write(rows, o.output)
            phases = ", ".join(f"{name} {value:.0f} s" for name, value in document["seconds"].items())
            say(f"{part} {target}: {seconds:.0f} s ({phases})")
            for row in fresh:
                say(f"  {row['family']}: KLD {spread(row['kld'])} floor {floor(row['kld'])}, W1 {spread(row['w1'])} floor {floor(row['w1'])}, exact KL {text(row['exactKl'])}")
    say(f"written: {o.output}.md and .json")


if __name__ == "__main__":
    main()
