"""The batched PyTorch steps of bench/peers on a GPU: hand-written gradients under a captured CUDA graph, and torch.compile; the driver takes the better.

A captured step must not depend on Python numbers, so Adam's step counter lives on the device here.
"""
import os
import sys
import time

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "peers"))
import batched  # noqa: E402
import target  # noqa: E402

WAYS = ("graph", "compile")


class DeviceFlat(batched.Flat):
    def __init__(self, shapes, scales):
        super().__init__(shapes, scales)
        self.count = torch.zeros(())

    def adam(self, rate, beta1, beta2):
        self.count.add_(1)
        c1, c2 = 1 - torch.pow(beta1, self.count), 1 - torch.pow(beta2, self.count)
        g = self.gradient
        self.first.mul_(beta1).add_(g, alpha=1 - beta1)
        self.second.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        self.values.sub_(rate / c1 * self.first / (torch.sqrt(self.second / c2) + 1e-8))


def use(device):
    # A CPU is the default anyway, and old versions know no other way.
    if device == "cuda":
        torch.set_default_device(device)


def synchronize(device):
    if device == "cuda":
        torch.cuda.synchronize()


def prepared(family, width, models, way, device):
    """A callable that makes one step of all models."""
    use(device)
    torch.backends.cuda.matmul.allow_tf32 = False
    target.TABLE = target.TABLE.to(device)
    batched.Flat = DeviceFlat
    torch.manual_seed(0)
    model = batched.FAMILIES[family](models, width, "manual")
    if device != "cuda":
        return model, model.step
    if way == "compile":
        return model, torch.compile(model.step, mode="max-autotune")
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            model.step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        model.step()
    return model, graph.replay


def measure(family, width, models, seconds, repeats, way, device):
    """Median microseconds per model-step over repeats of about `seconds` each."""
    model, step = prepared(family, width, models, way, device)
    for _ in range(5):
        step()
    synchronize(device)
    count = 4
    while True:
        start = time.perf_counter()
        for _ in range(count):
            step()
        synchronize(device)
        passed = time.perf_counter() - start
        if passed > 0.5 * seconds or count >= 1 << 20:
            break
        count = min(1 << 20, count * max(2, min(32, int(seconds / max(passed, 1e-6)))))
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(count):
            step()
        synchronize(device)
        times.append(1e6 * (time.perf_counter() - start) / (count * models))
    nets = [model.g, model.d] if family == "gan" else [model.net]
    if not all(bool(torch.isfinite(n.values).all()) for n in nets):
        raise RuntimeError(f"{family}:{width} in PyTorch became NaN or infinite")
    return sorted(times)[len(times) // 2]


def matmul_teraflops(device):
    """Single-precision product of 4096 (512 on a CPU) square matrices, no TF32."""
    use(device)
    torch.backends.cuda.matmul.allow_tf32 = False
    n = 4096 if device == "cuda" else 512
    a, b = torch.randn(n, n), torch.randn(n, n)
    best = 0.0
    for _ in range(20):
        synchronize(device)
        start = time.perf_counter()
        torch.mm(a, b)
        synchronize(device)
        best = max(best, 2 * n ** 3 / (time.perf_counter() - start) * 1e-12)
    return best
