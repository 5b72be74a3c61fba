#!/usr/bin/env python3
"""Mode collapse of adversarial families on ring-8 and grid-25, beside published figures and a perfect model, and how often the best recipe succeeds.

usage: ./build.sh bench modes [--rows "ring-8/GAN;..."] [--trials 10] [--pass-seeds 1000] [--threads 0] [--output bench/results/modes]

Calls `gengpu compare --target ... --seeds N --json` once per row: 2,500 samples per trial, as in the PacGAN paper (Lin et al. 2018). Then the best recipe is trained with --pass-seeds seeds from 1000 on, in
blocks of 50; a seed passes when its 2,500 samples hit all modes and at least 95 % of them are of high quality (within 3 sigma of a mode). Every answer is added to OUTPUT.json at once and OUTPUT.md is
written anew: the work can be done in pieces (--rows none, --pass-seeds 0), and blocks of seeds that are in OUTPUT.json are not trained again.
"""
import argparse
import datetime
import json
import os
import resource
import statistics
import subprocess
import tempfile

import racing
from racing import say

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GENGPU = os.path.join(ROOT, "src", "GenGpu.Cli", "bin", "Release", "net10.0", "GenGpu.Cli.dll")
SAMPLES = 2500
BLOCK = 50
FIRST_PASS_SEED = 1000

RING = "--target ring-8 --bins 0 --budget 5000 --layers 2"
GRID = "--target grid-25 --bins 0 --budget 5000 --layers 2"
RECIPE = "--target ring-8 --bins 0 --budget 2900 --layers 2 --models gan --steps 40000 --set latentDimension=2,learningRate=4e-3,schedule=linear,labelSmoothing=0,packing=2,r1Weight=0.03,emaDecay=0.995"
GRID_RECIPE = "--target grid-25 --bins 0 --budget 8000 --layers 2 --models gan --steps 20000 --set latentDimension=2,noiseScale=3,learningRate=4e-3,schedule=linear,labelSmoothing=0,packing=2,r1Weight=0.01,emaDecay=0.995"
ROWS = {
    "ring-8/GAN": f"{RING} --models gan --steps 15000 --set latentDimension=2,learningRate=1e-3",
    "ring-8/GAN, 4 packed": f"{RING} --models gan --steps 15000 --set latentDimension=2,learningRate=1e-3,packing=4",
    "ring-8/WGAN": f"{RING} --models wgan --steps 6000 --set latentDimension=2,learningRate=5e-4,clip=0.1",
    "ring-8/WGAN-GP": f"{RING} --models wgan-gp --steps 6000 --set latentDimension=2,learningRate=1e-3,gradientPenalty=0.1",
    "ring-8/best recipe": RECIPE,
    "grid-25/GAN": f"{GRID} --models gan --steps 10000 --set latentDimension=2,learningRate=1e-3",
    "grid-25/GAN, 4 packed": f"{GRID} --models gan --steps 10000 --set latentDimension=2,learningRate=1e-3,packing=4",
    "grid-25/WGAN": f"{GRID} --models wgan --steps 4000 --set latentDimension=2,learningRate=5e-4,clip=0.1",
    "grid-25/WGAN-GP": f"{GRID} --models wgan-gp --steps 4000 --set latentDimension=2,learningRate=1e-3,gradientPenalty=0.1",
    "grid-25/best recipe": GRID_RECIPE,
}
# Lin et al. (2018), ring of 8: modes, high quality, reverse KL; means of 10 runs with 2,500 samples.
PUBLISHED = {"ring-8": [("GAN, published", 6.3, 0.982, 0.45), ("PacGAN4, published", 7.8, 0.959, 0.07)]}


def train(options, seeds, first, o):
    """The summary of a run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["dotnet", GENGPU, "compare", *options.split(), "--seeds", str(seeds), "--seed", str(first), "--final-samples", str(SAMPLES), "--curve-samples", "1000", "--evaluate-every", "1000000",
             "--snapshot-percent", "0", "--no-likelihood", "--accelerator", o.accelerator, "--threads", str(o.threads), "--quiet", "--json", "-o", folder],
            capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"gengpu compare {options} failed with {done.returncode}:\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    summary = json.loads(done.stdout.strip().splitlines()[-1])
    model = summary["models"][0]
    keys = ["modesHit", "highQualityShare", "modeReverseKl", "modeTotalVariation", "modeCovarianceError"]
    return dict(
        options=options, date=str(datetime.date.today()), gengpu=summary["gengpu"], numerics=summary["numerics"], accelerator=summary["accelerator"], parameters=model["parameters"],
        processorSeconds=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, diverged=model["diverged"], collapsed=model["collapsed"],
        perfect={key: [model["final"]["metrics"][key]["floor"], model["final"]["metrics"][key]["floorDeviation"]] for key in keys},
        seeds=[dict(seed=seed["seed"], missingModes=seed.get("missingModes"), **{key: seed["final"][key] for key in keys}) if seed["final"] else dict(seed=seed["seed"]) for seed in model["seeds"]])


def passes(seed, modes):
    return "modesHit" in seed and seed["modesHit"] >= modes and seed["highQualityShare"] >= 0.95


def mean(values, form):
    """Mean and standard error."""
    values = [value for value in values if isinstance(value, (int, float))]
    if not values:
        return "-"
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0
    return f"{form % statistics.mean(values)} ± {form % error}"


def lines(answers):
    text = ["| target | model | parameters | modes | high quality | reverse KL | total variation of modes | covariance error | collapsed | pass | processor s per trial |", "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for target, modes in (("ring-8", 8), ("grid-25", 25)):
        rows = {name: answer for name, answer in answers["rows"].items() if name.startswith(target)}
        for name, answer in rows.items():
            good = [seed for seed in answer["seeds"] if "modesHit" in seed]
            count = len(answer["seeds"])
            text.append(
                f"| {target} | {name.split('/')[1]} | {answer['parameters']:,} | {mean([s['modesHit'] for s in good], '%.1f')} | {mean([100 * s['highQualityShare'] for s in good], '%.1f')} % "
                f"| {mean([s['modeReverseKl'] for s in good], '%.4f')} | {mean([s['modeTotalVariation'] for s in good], '%.3f')} | {mean([s['modeCovarianceError'] for s in good], '%.2f')} "
                f"| {answer['collapsed']} of {count} | {sum(passes(s, modes) for s in good)} of {count} | {answer['processorSeconds'] / count:.1f} |")
        if rows:
            floor = next(iter(rows.values()))["perfect"]
            text.append(f"| {target} | perfect model | - | {floor['modesHit'][0]:.0f} | {100 * floor['highQualityShare'][0]:.2f} % | {floor['modeReverseKl'][0]:.4f} | {floor['modeTotalVariation'][0]:.3f} | {floor['modeCovarianceError'][0]:.2f} | - | - | - |")
            text += [f"| {target} | {label} | - | {hit} | {100 * high:.1f} % | {divergence} | - | - | - | - | - |" for label, hit, high, divergence in PUBLISHED.get(target, [])]
    return text


def write(answers, o):
    with open(o.output + ".json", "w", encoding="utf-8") as file:
        json.dump(answers, file, indent=1)
        file.write("\n")
    text = ["# Mode collapse on ring-8 and grid-25", "",
            f"{SAMPLES:,} samples per trial; mean ± standard error over the trials, last parameters. High quality: within 3 sigma of a mode; modes hit hold at least one such sample. Reverse KL and total variation are of",
            "the shares of the modes; the covariance error is that within modes, near 1 for modes shrunk to points. A trial passes when all modes are hit and at least 95 % of its samples are of high quality. Published: Lin",
            "et al. (2018), means of 10 runs; their networks and training differ. Processor seconds are those of the whole run divided by its trials. Made by `./build.sh bench modes`.", "", *lines(answers), ""]
    blocks = [block for block in answers["pass"].values() if block["options"] == RECIPE]
    if blocks:
        seeds = [seed for block in blocks for seed in block["seeds"]]
        passed = sum(passes(seed, 8) for seed in seeds)
        text += [f"Pass rate of the best recipe on ring-8 ({blocks[0]['parameters']:,} parameters): {passed} of {len(seeds)} seeds ({100 * passed / len(seeds):.1f} %), {sum(b['processorSeconds'] for b in blocks) / len(seeds):.1f} s of processor time each.",
                 f"All modes hit: {sum(s.get('modesHit', 0) >= 8 for s in seeds)}; collapsed: {sum(b['collapsed'] for b in blocks)}; high quality: median {100 * statistics.median(s['highQualityShare'] for s in seeds if 'modesHit' in s):.1f} %, smallest {100 * min(s['highQualityShare'] for s in seeds if 'modesHit' in s):.1f} %.", ""]
    text += [f"Commands (each with `--final-samples {SAMPLES} --evaluate-every 1000000`):", ""]
    text += [f"- {name}, --seeds {len(answer['seeds'])} --seed {answer['seeds'][0]['seed']}: `gengpu compare {answer['options']}` ({made(answer)})" for name, answer in answers["rows"].items()]
    if blocks:
        text += [f"- pass rate, seeds {min(s['seed'] for s in seeds)} to {max(s['seed'] for s in seeds)} in blocks of {BLOCK}: `gengpu compare {RECIPE}` ({'; '.join(dict.fromkeys(made(block) for block in blocks))})"]
    with open(o.output + ".md", "w", encoding="utf-8") as file:
        file.write("\n".join(text) + "\n")


def made(answer):
    return f"{answer['date']}, gengpu {racing.short(answer['gengpu'])}, numerics {answer['numerics']}, {answer['accelerator']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default=";".join(ROWS), help="rows with semicolons between them; none for none")
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--pass-seeds", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--accelerator", default="cpu")
    parser.add_argument("--output", default=os.path.join(ROOT, "bench", "results", "modes"))
    o = parser.parse_args()
    answers = {"rows": {}, "pass": {}}
    if os.path.exists(o.output + ".json"):
        with open(o.output + ".json", encoding="utf-8") as file:
            answers = json.load(file)
    for name in [] if o.rows == "none" else o.rows.split(";"):
        if name not in ROWS:
            raise SystemExit(f"there is no row '{name}'; there are {'; '.join(ROWS)}")
        say(f"{name} ...")
        answers["rows"][name] = train(ROWS[name], o.trials, 42, o)
        answers["rows"] = {row: answers["rows"][row] for row in ROWS if row in answers["rows"]}
        write(answers, o)
    for first in range(FIRST_PASS_SEED, FIRST_PASS_SEED + o.pass_seeds, BLOCK):
        count = min(BLOCK, FIRST_PASS_SEED + o.pass_seeds - first)
        known = answers["pass"].get(str(first))
        if known and known["options"] == RECIPE and len(known["seeds"]) >= count:
            continue
        say(f"{RECIPE}: seeds {first} to {first + count - 1} ...")
        answers["pass"][str(first)] = train(RECIPE, count, first, o)
        write(answers, o)
    print("\n".join(lines(answers)))


if __name__ == "__main__":
    main()
