#!/usr/bin/env python3
"""Training on a GPU, side by side in one call: GenGpu against JAX (vmap, scan, jit) and PyTorch (stacked bmm under a CUDA graph, torch.compile).

usage: bench/gpu/compare.py [--accelerator cuda] [--cells gan:13,gan:69,vae:25,rbm:102,gan:2048] [--models 1,16,256,4096,16384] [--buffers 10000000]
                            [--seconds 0.3] [--repeats 5] [--gengpu COMMAND] [--output bench/results/gpu] [--skip jax,torch,cupy]

Then sort, histogram (30 x 30 bins) and W1 of --buffers samples against PyTorch and CuPy (0 leaves them out; `--cells ""` leaves training out).

COMMAND is how gengpu is started: default the build of this checkout; a self-contained publish where .NET is missing
(`dotnet publish src/GenGpu.Cli -c Release -r linux-x64 --self-contained -o artifacts/gengpu`, then --gengpu artifacts/gengpu/GenGpu.Cli).
Every cell runs GenGpu, JAX, PyTorch in turn; each figure is the median of the repeats. A contender that fails (out of memory, not
installed) is shown as -, with its reason below the table. Cells wider than 256 run with one model only. Writes OUTPUT.md and OUTPUT.json.
On a machine without an NVIDIA GPU `--accelerator opencl --models 2 --seconds 0.05 --buffers 100000` is the dry run: JAX and PyTorch then run on the CPU, and no ratio means anything.
"""
import argparse
import datetime
import json
import os
import shlex
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.join(ROOT, "bench", "gpu")
DEFAULT_GENGPU = "dotnet " + shlex.quote(os.path.join(ROOT, "src", "GenGpu.Cli", "bin", "Release", "net10.0", "GenGpu.Cli.dll"))
WIDE = 256


def say(text):
    print(text, file=sys.stderr, flush=True)


def last_json(command, timeout=400):
    """The last line of JSON that the command prints, or the reason why there is none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return None, f"no answer within {timeout} s"
    except OSError as error:
        return None, str(error)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        reason = (done.stderr.strip().splitlines() or ["no output"])[-1]
        return None, f"exit code {done.returncode}: {reason[:300]}"
    return json.loads(lines[-1]), None


def engine(o, cell, models):
    return last_json([*shlex.split(o.gengpu), "bench", "train", "--accelerator", o.accelerator, "--cells", cell, "--models", str(models),
                      "--rounds", str(o.repeats), "--seconds", str(o.seconds), "--json", "--quiet"])


def peer(o, name, cell, models):
    """One process per peer and cell: a peer that runs out of memory takes nothing with it, and none keeps the others' memory."""
    return last_json([sys.executable, os.path.abspath(__file__), "--peer", name, "--cells", cell, "--models", str(models),
                      "--seconds", str(o.seconds), "--repeats", str(o.repeats)])


def buffer_figures(o):
    """Milliseconds of sort, histogram and W1: ours by kernels alone and as a caller sees them, and those of the peers on data that lies on the device."""
    answer, reason = last_json([*shlex.split(o.gengpu), "bench", "buffers", "--accelerator", o.accelerator, "--count", str(o.buffers), "--rounds", str(o.repeats), "--json", "--quiet"])
    found = {"gengpu": {f["name"]: f for f in answer["buffers"]} if answer else None}
    notes = [] if answer else [f"GenGpu, buffers: {reason}"]
    for name in ("torch", "cupy"):
        if name in o.skip.split(","):
            continue
        found[name], reason = last_json([sys.executable, os.path.abspath(__file__), "--peer", name, "--cells", "buffers", "--buffers", str(o.buffers), "--repeats", str(o.repeats)])
        if reason:
            notes.append(f"{name}, buffers: {reason}")
    return answer, found, notes


def buffer_lines(o, found, ceilings):
    lines = ["", f"## Samples: {o.buffers:,} values", "",
             "Milliseconds. Kernels: on data that lies on the device, as the peers are timed. With copies: as a caller sees it, whose samples are on the host.", "",
             "| what | GenGpu, kernels | of memory bandwidth | with copies | PyTorch | PyTorch / kernels | CuPy | CuPy / kernels |", "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for what in ("sort", "histogram", "w1"):
        ours = (found["gengpu"] or {}).get(what)
        alone = ours and (ours.get("kernelMilliseconds") or ours["milliseconds"])
        share = f"{100e9 * ours['gigabytesPerSecond'] / ceilings['bytesPerSecond']:.0f} %" if ours and ceilings else "-"
        cells = [f"{alone:.3g}" if ours else "-", share, f"{ours['milliseconds']:.3g}" if ours else "-"]
        for name in ("torch", "cupy"):
            theirs = (found.get(name) or {}).get(what)
            cells += [f"{theirs:.3g}" if theirs else "-", f"{theirs / alone:.2f}" if theirs and alone else "-"]
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    lines += ["", "W1 of ours: two sorts on the device, the sum of differences on the host, which counts only with copies."]
    return lines


def run_peer(o):
    if o.cells == "buffers":
        sys.path.insert(0, HERE)
        import buffer_peers
        print(json.dumps(buffer_peers.FIGURES[o.peer](o.buffers, o.repeats)))
        return
    family, width = o.cells.split(":")
    width, models = int(width), int(o.models)
    answers = {}
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    sys.path.insert(0, HERE)
    if o.peer == "jax":
        import jax
        import jax_peers
        for prng in ("threefry2x32", "rbg"):
            try:
                answers[prng] = jax_peers.measure(family, width, models, o.seconds, o.repeats, prng)
            except Exception as error:  # the other generator may still work
                say(f"jax {prng}: {error}")
        version, device = f"jax {jax.__version__}", jax.devices()[0].device_kind
    else:
        import torch
        import torch_peers
        name = "cuda" if torch.cuda.is_available() else "cpu"
        for way in torch_peers.WAYS if name == "cuda" else ("graph",):
            try:
                answers[way] = torch_peers.measure(family, width, models, o.seconds, o.repeats, way, name)
            except Exception as error:
                say(f"torch {way}: {error}")
        version, device = f"torch {torch.__version__}", torch.cuda.get_device_name() if name == "cuda" else "cpu"
    if not answers:
        sys.exit(f"no way of {o.peer} ran")
    best = min(answers, key=answers.get)
    print(json.dumps({"microsecondsPerModelStep": answers[best], "way": best, "all": answers, "version": version, "device": device}))


def commit():
    done = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "not in a checkout"


def driver():
    done = None
    try:
        done = subprocess.run(["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"], capture_output=True, text=True, check=False)
    except OSError:
        return "no NVIDIA driver"
    return "driver " + (done.stdout.strip().splitlines() or ["unknown"])[0]


def write(o, rows, notes, device, ceilings, versions, buffers=None):
    document = {"schema": "gengpu/bench-gpu/1", "commit": commit(), "date": datetime.date.today().isoformat(), "accelerator": o.accelerator, "device": device,
                "driver": driver(), "ceilings": ceilings, "versions": versions, "rows": rows, "buffers": buffers, "notes": notes}
    os.makedirs(os.path.dirname(os.path.abspath(o.output)), exist_ok=True)
    with open(o.output + ".json", "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
    lines = ["# Training on a GPU, side by side", "",
             f"Made by `bench/gpu/compare.py`, {document['date']}, commit {document['commit']}, {o.accelerator}: {device}, {document['driver']}; {', '.join(versions) or 'no peers'}.",
             f"Microseconds per model and step, all models together, median of {o.repeats} repeats of about {o.seconds} s. Ratios are times of the other divided by ours."]
    if ceilings:
        lines.append(f"Measured ceilings: {ceilings['flopsPerSecond'] / 1e12:.1f} TFLOP/s of single-precision fused multiply-adds, {ceilings['bytesPerSecond'] / 1e9:.0f} GB/s of memory.")
    lines += ["", "| cell | models | GenGpu | of FP32 peak | JAX | JAX / GenGpu | PyTorch | PyTorch / GenGpu |", "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for row in rows:
        def figure(name):
            return f"{row[name]['microsecondsPerModelStep']:.4g} ({row[name]['way']})" if row.get(name) else "-"

        def ratio(name):
            return f"{row[name]['microsecondsPerModelStep'] / row['gengpu']:.1f}" if row.get(name) and row.get("gengpu") else "-"
        ours = f"{row['gengpu']:.4g}" if row.get("gengpu") else "-"
        share = f"{100e9 * row['gflops'] / ceilings['flopsPerSecond']:.0f} %" if ceilings and row.get("gflops") else "-"
        lines.append(f"| {row['cell']} | {row['models']:,} | {ours} | {share} | {figure('jax')} | {ratio('jax')} | {figure('torch')} | {ratio('torch')} |")
    if buffers:
        lines += buffer_lines(o, buffers, ceilings)
    if notes:
        lines += ["", *[f"- {note}" for note in notes]]
    with open(o.output + ".md", "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accelerator", default="cuda")
    parser.add_argument("--cells", default="gan:13,gan:69,vae:25,rbm:102,gan:2048")
    parser.add_argument("--models", default="1,16,256,4096,16384")
    parser.add_argument("--seconds", type=float, default=0.3)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--gengpu", default=DEFAULT_GENGPU)
    parser.add_argument("--output", default=os.path.join(ROOT, "bench", "results", "gpu"))
    parser.add_argument("--skip", default="")
    parser.add_argument("--buffers", type=int, default=10_000_000)
    parser.add_argument("--peer", choices=["jax", "torch", "cupy"], help=argparse.SUPPRESS)
    o = parser.parse_args()
    if o.peer:
        run_peer(o)
        return
    skip = set(filter(None, o.skip.split(",")))
    rows, notes, versions = [], [], []
    device, ceilings = "unknown", None
    lines = []
    for cell in filter(None, o.cells.split(",")):
        counts = [1] if int(cell.split(":")[1]) > WIDE else [int(n) for n in o.models.split(",")]
        for models in counts:
            row = {"cell": cell, "models": models}
            answer, reason = engine(o, cell, models)
            if answer:
                row["gengpu"], row["gflops"] = answer["cells"][0]["microsecondsPerModelStep"], answer["cells"][0]["gigaflopsPerSecond"]
                device, ceilings = answer["device"], answer.get("ceilings") or ceilings
            else:
                notes.append(f"GenGpu, {cell}, {models} models: {reason}")
            for name in ("jax", "torch"):
                if name in skip:
                    continue
                answer, reason = peer(o, name, cell, models)
                row[name] = answer
                if answer and answer["version"] not in versions:
                    versions.append(answer["version"])
                if not answer:
                    notes.append(f"{name}, {cell}, {models} models: {reason}")
            rows.append(row)
            say(f"{cell} x {models}: " + ", ".join(f"{n} {row[n]['microsecondsPerModelStep'] if n != 'gengpu' else row[n]:.4g} us" for n in ("gengpu", "jax", "torch") if row.get(n)))
            lines = write(o, rows, notes, device, ceilings, versions)
    if o.buffers > 0:
        answer, buffers, more = buffer_figures(o)
        if answer:
            device, ceilings = answer["device"], answer.get("ceilings") or ceilings
        notes += more
        versions += [buffers[n]["version"] for n in ("torch", "cupy") if buffers.get(n) and buffers[n]["version"] not in versions]
        lines = write(o, rows, notes, device, ceilings, versions, buffers)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
