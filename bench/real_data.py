#!/usr/bin/env python3
"""Real measurements: exports tables that Debian's python3-sklearn ships and compares the families on them.

usage: ./build.sh bench real_data [--table wine|diabetes] [--columns alcohol,flavanoids,...|all] [--export FILE.csv]
                                  [--output bench/results/real_data] [gengpu compare options]

wine: 178 wines of three growers, 13 chemical measurements. diabetes: 442 patients, 10 measurements in their own units.
What is not an option of this script goes to `gengpu compare` (for example --steps 20000 --seeds 8). The run's folder is
artifacts/real_data/TABLE; its histogram picture is the one to look at. --export only writes the table.
"""
import argparse
import csv
import datetime
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GENGPU = os.path.join(ROOT, "src", "GenGpu.Cli", "bin", "Release", "net10.0", "GenGpu.Cli.dll")
# A handful that shows what matters: several modes, skew, strong correlation.
COLUMNS = {"wine": "alcohol,malic_acid,flavanoids,color_intensity,proline", "diabetes": "bmi,bp,s3,s5"}


def load(name):
    """Column names and rows of measurements in the units they were taken in."""
    from sklearn import datasets
    if name == "wine":
        table = datasets.load_wine()
    else:
        table = datasets.load_diabetes(scaled=False)
    return list(table.feature_names), table.data.tolist()


def export(name, columns, path):
    names, rows = load(name)
    wanted = names if columns == "all" else columns.split(",")
    for column in wanted:
        if column not in names:
            raise SystemExit(f"{name} has no column '{column}'; it has {', '.join(names)}")
    picked = [names.index(column) for column in wanted]
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(wanted)
        writer.writerows([f"{row[i]:.10g}" for i in picked] for row in rows)
    print(f"{path}: {len(rows)} rows, {len(wanted)} columns", file=sys.stderr)
    return wanted, len(rows)


def text(value):
    return "-" if value is None else f"{float(value):.3g}"


def report(name, columns, rows, arguments, document, output):
    lines = [f"# Real measurements: {name}", "",
             f"{rows} rows, {len(columns)} columns: {', '.join(columns)}. A fifth is held out, half of it to compare with, half of it as the floor.",
             "Columns are standardised for training; samples are in the table's own units.", "",
             "| family | parameters | mean KLD of the columns | floor | sliced W1 | floor |", "|---|---:|---:|---:|---:|---:|"]
    for model in document["models"]:
        metrics = model["final"]["metrics"] if model["final"] else {}
        cells = [model["model"].upper(), str(model["parameters"])]
        for metric in ("kldAxes" if "kldAxes" in metrics else "kld", "slicedW1" if "slicedW1" in metrics else "w1"):
            m = metrics.get(metric, {})
            spread = f" [{text(m['low'])}-{text(m['high'])}]" if m and m["seeds"] > 1 else ""
            cells += [text(m.get("median")) + spread, text(m.get("floor"))]
        lines.append("| " + " | ".join(cells) + " |")
    lines += [""] + [f"- {note}" for note in document["notes"]]
    lines += ["", f"Made with `gengpu {' '.join(arguments)}` on {datetime.date.today().isoformat()}: {document['device']}, gengpu {document['gengpu'][:15]}, "
              f"{sum(document['seconds'].values()):.0f} s.", ""]
    os.makedirs(os.path.dirname(os.path.abspath(output)), exist_ok=True)
    with open(f"{output}_{name}.md", "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    print("\n".join(lines))


def main():
    p = argparse.ArgumentParser(prog="./build.sh bench real_data", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--table", choices=sorted(COLUMNS), default="wine")
    p.add_argument("--columns", help="default: " + "; ".join(f"{k}: {v}" for k, v in COLUMNS.items()))
    p.add_argument("--export", metavar="FILE", help="only write the table")
    p.add_argument("--gengpu", default=GENGPU, help="the gengpu to call")
    p.add_argument("--output", default=os.path.join(ROOT, "bench", "results", "real_data"))
    o, rest = p.parse_known_args()
    columns = o.columns or COLUMNS[o.table]
    if o.export:
        export(o.table, columns, o.export)
        return
    folder = os.path.join(ROOT, "artifacts", "real_data")
    path = os.path.join(folder, f"{o.table}.csv")
    names, rows = export(o.table, columns, path)
    # In the folder of the table, so that the printed command names a file and no path of this machine.
    arguments = ["compare", "--target", f"file:{o.table}.csv", "--output", o.table, *rest]
    done = subprocess.run(["dotnet", o.gengpu, *arguments, "--json"], cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(done.returncode)
    report(o.table, names, rows, arguments, json.loads(done.stdout), o.output)
    print(f"pictures: {os.path.join(folder, o.table)}", file=sys.stderr)


if __name__ == "__main__":
    main()
