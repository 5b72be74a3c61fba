"""What the races of bench/ share: running the contenders, the machine's peak, and the tables that come of it.

Contenders run in turn, round after round, so that a slow minute of the machine hits all of them; tables show medians. PyTorch runs with
OpenBLAS, and no ratio to it is printed unless its 512^3 matrix product reaches 60 % of the FMA peak measured here with as many threads.
A share of the peak is a median over rounds of shares, each with the peak measured right before and right after: clocks change by the minute.
"""
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
MATMUL_SHARE = 0.6
PEAK_ROUNDS = 3
THREADS = min(2, os.cpu_count() or 1)


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


def engine(cell, models, threads, seconds):
    """Our answer for a cell of `gengpu bench train`: parameters, microsecondsPerModelStep, productGigaflopsPerSecond ..."""
    return run_json(["dotnet", ENGINE, "bench", "train", "--accelerator", "cpu", "--cells", cell, "--models", str(models), "--threads", str(threads),
                     "--rounds", "1", "--seconds", str(seconds), "--json"])[0]["cells"][0]


def peer_environment(blas_threads):
    """OpenBLAS even where the system's default is the reference BLAS, and no return of memory to the system between steps."""
    folder = f"/usr/lib/{platform.machine()}-linux-gnu/openblas-pthread"
    path = os.environ.get("LD_LIBRARY_PATH", "")
    return {"LD_LIBRARY_PATH": folder + (":" + path if path else ""), "OPENBLAS_NUM_THREADS": str(blas_threads),
            "MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 30), "MALLOC_TOP_PAD_": str(1 << 26)}


def peers(arguments, threads, blas_threads=1):
    """PyTorch's answers, one per configuration. bmm of small matrices runs over models with PyTorch's own threads; OpenBLAS' would get into their way."""
    return run_json([sys.executable, os.path.join(BENCH, "peers", "peers.py"), "--threads", str(threads), *arguments],
                    peer_environment(blas_threads))


def best_peer(configurations, threads, seconds, rounds):
    """The fastest of PyTorch's configurations (CELL:WAY:MODELS), as `peers` answers."""
    answers = peers(["--seconds", str(seconds), "--rounds", str(rounds), *configurations], threads)
    return min(answers, key=lambda answer: answer["microsecondsPerModelStep"])


class Contender:
    """Who runs in every round: a name, and what measures microseconds. One that fails once is out, with the reason below the table."""

    def __init__(self, name, measure):
        self.name, self.measure, self.times, self.fault = name, measure, [], None

    def run(self):
        """Measures once; the result, None when it failed."""
        if self.fault is not None:
            return None
        try:
            self.times.append(self.measure())
            return self.times[-1]
        except (RuntimeError, OSError, KeyError, IndexError, json.JSONDecodeError) as error:
            self.fault = str(error)
            say(f"{self.name}: {error}")
            return None

    @property
    def median(self):
        return statistics.median(self.times) if self.times and self.fault is None else None

    def text(self):
        if self.median is None:
            return "-"
        spread = 100 * (max(self.times) - min(self.times)) / self.median
        return f"{number(self.median)} ±{spread / 2:.0f}%"


class Machine:
    """What this machine can do at most, and whether its PyTorch is worth a comparison."""

    def __init__(self, threads):
        """Builds the yardstick, then measures the peak and PyTorch's matrix product on one thread and on all."""
        build_yardstick()
        say("measuring the machine's peak ...")
        counts = sorted({1, threads})
        self.peak, self.products, self.trusted = {}, dict.fromkeys(counts, 0.0), set()
        # In turn and the best of each: a slow moment of the machine is not a slow BLAS.
        for _ in range(PEAK_ROUNDS):
            for name, value in run_json([YARDSTICK, "peak"])[0].items():
                self.peak[name] = max(self.peak.get(name, value), value)
            for count in counts:
                answer = peers(["--matmul"], count, blas_threads=count)[0]
                self.products[count] = max(self.products[count], answer["gigaflops"])
        self.torch = answer["torch"]
        for count in counts:
            reference = self.peak["fmaOne"] if count == 1 else self.peak["fmaAll"] * count / self.peak["threads"]
            if self.products[count] >= MATMUL_SHARE * reference:
                self.trusted.add(count)
            else:
                say(f"PyTorch's 512^3 product reaches {self.products[count]:.0f} of {reference:.0f} GFLOP/s with {count} threads, less than "
                    f"{100 * MATMUL_SHARE:.0f} %: no ratio to it with so many threads is printed. Install libopenblas0-pthread, or wait until the machine is quiet.")

    def text(self):
        """A sentence for below the table."""
        return (f"Machine: {processor()}; FMA peak {self.peak['fmaOne']:.0f} GFLOP/s on one thread, {self.peak['fmaAll']:.0f} on {self.peak['threads']}; "
                f"memory {self.peak['bandwidthOne']:.0f} and {self.peak['bandwidthAll']:.0f} GB/s; PyTorch's 512^3 product "
                + ", ".join(f"{g:.0f} GFLOP/s on {c}" for c, g in self.products.items())
                + ("" if len(self.trusted) == len(self.products) else ", too slow for fair ratios") + ".")

    def versions(self, command):
        """What was measured, when, and how to measure it again."""
        return (f"{version(['g++', '--version'])}; PyTorch {self.torch}; .NET {version(['dotnet', '--version'])}; "
                f"commit {commit()}; {datetime.date.today().isoformat()}. Command: `{command}`.")


class PeakShare:
    """Share of the FMA peak of as many threads, the peak measured right before and right after each measurement of a contender."""

    def __init__(self, threads):
        self.threads, self.shares, self.peaks = threads, [], []

    def run(self, contender, gigaflop):
        """Runs the contender once. gigaflop(): operations per model and step in 1e9, known once it has run."""
        before = fma_peak(self.threads)
        microseconds = contender.run()
        if microseconds is None:
            return
        peak = 0.5 * (before + fma_peak(self.threads))
        self.peaks.append(peak)
        self.shares.append(1e6 * gigaflop() / microseconds / peak)

    def text(self):
        return "-" if not self.shares else f"{100 * statistics.median(self.shares):.0f} %"


class Race:
    """A cell of `gengpu bench train` with a number of threads: ours, PyTorch eager, and the fastest way and stack of PyTorch by hand."""

    def __init__(self, cell, threads, models, options, peers_of):
        """models: ours side by side. peers_of: PyTorch's configurations CELL:WAY:MODELS to choose from; none where no ratio to it may be printed."""
        self.cell, self.threads, self.models, self.answer, self.best = cell, threads, models, None, None
        self.family, self.width = cell.split(":")
        self.share = PeakShare(threads)
        seconds = options.seconds
        self.contenders = {"ours": Contender(f"{cell} engine, {threads} threads", lambda: self.engine(seconds))}
        if not peers_of:
            return
        say(f"searching the best batched PyTorch for {cell} with {threads} threads ...")
        self.best = best_peer(peers_of, threads, options.scan_seconds, rounds=1)
        for name, way, stack in (("eager", "eager", 1), ("batched", self.best["way"], self.best["models"])):
            self.contenders[name] = Contender(f"{cell} {name}, {threads} threads", lambda way=way, stack=stack: self.peer(way, stack, seconds))

    def run(self):
        for name, contender in self.contenders.items():
            if name == "ours":
                self.share.run(contender, lambda: self.gigaflop)
            else:
                contender.run()

    @property
    def parameters(self):
        return self.answer["parameters"] if self.answer else 0

    @property
    def gigaflop(self):
        return self.answer["productGigaflopsPerSecond"] * self.answer["microsecondsPerModelStep"] * 1e-6

    def engine(self, seconds):
        self.answer = engine(self.cell, self.models, self.threads, seconds)
        return self.answer["microsecondsPerModelStep"]

    def peer(self, way, stack, seconds):
        answer = peers(["--seconds", str(seconds), "--rounds", "1", f"{self.cell}:{way}:{stack}"], self.threads)[0]
        if self.answer is not None and answer["parameters"] != self.parameters:
            raise RuntimeError(f"PyTorch trained {answer['parameters']} parameters for {self.cell}, not {self.parameters}")
        return answer["microsecondsPerModelStep"]

    def figures(self):
        """Columns: threads, microseconds of ours, GFLOP/s, share of the peak, eager, x, best batched, x."""
        get = lambda name: self.contenders[name].median if name in self.contenders else None
        text = lambda name: self.contenders[name].text() if name in self.contenders else "-"
        ours = get("ours")
        how = text("batched") + (f" ({self.best['way']}, {self.best['models']} models)" if self.best else "")
        return [str(self.threads), text("ours"), "-" if ours is None else f"{1e6 * self.gigaflop / ours:.0f}", self.share.text(),
                text("eager"), ratio(get("eager"), ours), how, ratio(get("batched"), ours)]


def build_yardstick():
    os.makedirs(os.path.dirname(YARDSTICK), exist_ok=True)
    command = ["g++", "-O3", "-march=native", "-std=c++20", "-Wall", "-Wextra", *WARNINGS_OFF, "-pthread",
               os.path.join(BENCH, "yardstick", "main.cpp"), "-o", YARDSTICK]
    subprocess.run(command, check=True)
    subprocess.run([sys.executable, os.path.join(BENCH, "yardstick", "check_gradients.py"), YARDSTICK], check=True, stdout=sys.stderr)


def fma_peak(threads):
    """GFLOP/s of fused multiply-adds from registers, now: the median of many windows of some milliseconds."""
    return run_json([YARDSTICK, "fma", str(threads)])[0]["fma"]


def command(name):
    """The command that started this process, which is the bench of that name."""
    return " ".join(["./build.sh bench", name, *sys.argv[1:]])


def short(version):
    """A version of gengpu, the commit behind its + shortened."""
    name, _, commit = version.partition("+")
    return f"{name} {commit[:9]}".strip()


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


def add_options(parser, cells, seconds, scan_seconds, output, known):
    """The options of every race. known: the families whose cells FAMILY:WIDTH can run."""
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=seconds, help="per measurement")
    parser.add_argument("--scan-seconds", type=float, default=scan_seconds, help="per configuration of the search for the best batched peer")
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("--cells", default=",".join(cells), help="FAMILY:WIDTH, separated by commas")
    parser.add_argument("--output", default=os.path.join(BENCH, "results", output))
    options = parser.parse_args()
    options.cells = options.cells.split(",")
    for cell in options.cells:
        if cell.split(":")[0] not in known or not cell.partition(":")[2].isdigit():
            parser.error(f"'{cell}' is not FAMILY:WIDTH with a family of {', '.join(known)}")
    return options


def table(header, rows):
    """Lines of a Markdown table."""
    return ["| " + " | ".join(header) + " |", "|" + "---|" * len(header), *("| " + " | ".join(row) + " |" for row in rows)]


def faults(contenders):
    """Lines that say who is missing from the table, and why."""
    found = sorted({f"- {c.name}: {c.fault}" for c in contenders if c.fault})
    return [*found, ""] if found else []


def write(output, lines, data):
    """Prints the lines and writes them to OUTPUT.md, the data to OUTPUT.json."""
    text = "\n".join(lines) + "\n"
    os.makedirs(os.path.dirname(os.path.abspath(output)), exist_ok=True)
    with open(output + ".md", "w", encoding="utf-8") as file:
        file.write(text)
    with open(output + ".json", "w", encoding="utf-8") as file:
        json.dump(data, file, indent=1)
        file.write("\n")
    print(text)
    say(f"written to {output}.md and .json")
