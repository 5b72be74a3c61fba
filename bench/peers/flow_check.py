#!/usr/bin/env python3
"""Holds loss and gradients of the PyTorch flows against one exported step of ours, same parameters and same base samples.

usage: flow_check.py GenGpu.Bench.dll [FAMILY:WIDTH ...]
"""
import json
import math
import subprocess
import sys

import torch

import flow_batched
import flow_eager
from flow_target import BATCHES, dimensions

TOLERANCE = 1e-4
MODELS = 3


def difference(ours, theirs):
    """Of all gradients of one tensor, against its size."""
    return ((ours - theirs).norm() / theirs.norm().clamp_min(1e-6)).item()


def eager(family, width, step, values):
    trainer = flow_eager.Trainer(family, width)
    tensors = [p for net in trainer.couplings for p in net.parameters()] + [trainer.log_scale, trainer.shift]
    with torch.no_grad():
        for tensor, value in zip(tensors, values, strict=True):
            tensor.copy_(value.view_as(tensor))
    loss = trainer.objective(step.t().contiguous())
    loss.backward()
    return loss.item(), [p.grad for p in tensors]


def batched(family, width, way, step, values):
    """Ours is the middle model; those beside it are others, which must not mix in."""
    trainer = flow_batched.Trainer(MODELS, family, width, way)
    for part, value in zip(trainer.flat.parts, values, strict=True):
        part.normal_().mul_(0.1)
        part[1].copy_(value.view_as(part[1]))
    z = torch.randn(MODELS, *step.shape)
    z[1] = step
    p = [q.detach().requires_grad_() for q in trainer.flat.parts]
    loss = trainer.objective(p, z)
    return loss[1].item(), [g[1] for g in torch.autograd.grad(loss.sum(), p)]


def check(library, family, width):
    done = subprocess.run(["dotnet", library, "step", "--family", family, "--width", str(width)], capture_output=True, text=True, check=True)
    ours = json.loads(done.stdout)
    values = [torch.tensor(p["values"]) for p in ours["parameters"]]
    gradients = [torch.tensor(p["gradient"]) for p in ours["parameters"]]
    z = torch.tensor(ours["base"]).view(dimensions(family), BATCHES[family])
    base = (-0.5 * z.double().square().sum(0) - 0.5 * len(z) * math.log(2 * math.pi)).mean().item()
    worst = 0.0
    for name, run in [("eager", lambda: eager(family, width, z, values))] + [
            (way, lambda way=way: batched(family, width, way, z, values)) for way in flow_batched.WAYS[family]]:
        loss, theirs = run()
        apart = abs(loss + base - ours["loss"]) / max(1.0, abs(ours["loss"]))
        slopes = max(difference(a, b.flatten()) for a, b in zip(gradients, theirs, strict=True))
        print(f"{family}:{width} {name}: loss {ours['loss']:.6f}, apart by {apart:.1e}; gradients by {slopes:.1e}")
        worst = max(worst, apart, slopes)
    return worst


def main():
    cells = sys.argv[2:] or ["flow:64", "flow2:64", "spline:64", "phi4:8"]
    worst = max(check(sys.argv[1], cell.split(":")[0], int(cell.split(":")[1])) for cell in cells)
    sys.exit(0 if worst < TOLERANCE else f"PyTorch's flows and ours differ by {worst:.1e}")


if __name__ == "__main__":
    main()
