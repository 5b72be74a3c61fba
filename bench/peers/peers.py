#!/usr/bin/env python3
"""PyTorch peers. Each argument is FAMILY:WIDTH:WAY:MODELS, WAY one of eager, autograd, manual, script, for flows eager, dense, conv, gather;
prints one line of JSON each.

usage: peers.py [--threads N] [--seconds S] [--rounds R] CONFIGURATION...
       peers.py --threads N --matmul       GFLOP/s of a 512^3 product
       peers.py --check                    hand-written gradients against autograd, float64
"""
import argparse
import json
import sys
import time

import torch

import batched
import diffusion_peers
import eager
import flow_batched
import flow_eager
import flow_target


def parameters(family, width):
    if family in flow_target.BATCHES:
        return flow_target.parameters(family, width)
    if family == "diffusion":
        return diffusion_peers.parameters(width)
    return {"gan": 23 * width + 3, "vae": 12 * width + 6, "rbm": 3 * width + 4}[family]


def trainer(family, width, way, models):
    if family in flow_target.BATCHES:
        return flow_eager.Trainer(family, width) if way == "eager" else flow_batched.Trainer(models, family, width, way)
    if family == "diffusion":
        return diffusion_peers.Eager(width) if way == "eager" else diffusion_peers.Batched(models, width, way)
    if way == "eager":
        return eager.FAMILIES[family](width)
    return batched.FAMILIES[family](models, width, way)


def measure(configuration, seconds, rounds):
    family, width, way, models = configuration.split(":")
    width, models = int(width), int(models)
    torch.manual_seed(0)
    model = trainer(family, width, way, models)
    for _ in range(5):
        model.step()
    times = []
    for _ in range(rounds):
        count, start = 0, time.perf_counter()
        while True:
            model.step()
            count += 1
            passed = time.perf_counter() - start
            if passed >= seconds / rounds:
                break
        times.append(1e6 * passed / count / models)
    return {"family": family, "parameters": parameters(family, width), "way": way, "models": models,
            "threads": torch.get_num_threads(), "microsecondsPerModelStep": min(times)}


def matmul():
    a, b = torch.randn(512, 512), torch.randn(512, 512)
    best = 0.0
    for _ in range(60):
        start = time.perf_counter()
        torch.mm(a, b)
        best = max(best, 2 * 512 ** 3 / (time.perf_counter() - start) * 1e-9)
    return best


def check():
    torch.set_default_dtype(torch.float64)
    worst = 0.0
    for family, width in (("gan", 13), ("vae", 25), ("rbm", 102)):
        for way in ("manual", "script"):
            torch.manual_seed(1)
            model, twin = batched.FAMILIES[family](3, width, way), batched.FAMILIES[family](3, width, "autograd")
            nets = ("g", "d") if family == "gan" else ("net",)
            for net in nets:
                getattr(model, net).values.normal_().mul_(0.3)
                getattr(twin, net).values.copy_(getattr(model, net).values)
            x, n2 = 1.5 * torch.randn(3, 128, 2), torch.randn(3, 128, 2)
            if family == "gan":
                z = torch.randn(3, 128, 16)
                pairs = [(model.discriminator_gradients(x, z), twin.discriminator_gradients(x, z)),
                         (model.generator_gradients(z), twin.generator_gradients(z))]
            elif family == "vae":
                pairs = [(model.gradients(x, n2), twin.gradients(x, n2))]
            else:
                u = torch.rand(3, 128, width)
                pairs = [(model.gradients(x, n2, u), twin.gradients(x, n2, u))]
            for ours, theirs in pairs:
                for a, b in zip(ours, theirs):
                    worst = max(worst, ((a - b).norm() / (b.norm() + 1e-12)).item())
    for way in ("manual", "script"):
        worst = max(worst, check_diffusion(way))
    print(f"largest relative difference {worst:.1e}")
    return worst < 1e-9


def check_diffusion(way):
    torch.manual_seed(1)
    model, twin = diffusion_peers.Batched(3, 13, way), diffusion_peers.Batched(3, 13, "autograd")
    for net in (model.net, twin.net):
        torch.manual_seed(2)
        net.values.normal_().mul_(0.3)
    x, wanted = torch.randn(3, diffusion_peers.BATCH, 2 + diffusion_peers.FEATURES), torch.randn(3, diffusion_peers.BATCH, 2)
    return max(((a - b).norm() / (b.norm() + 1e-12)).item() for a, b in zip(model.gradients(x, wanted), twin.gradients(x, wanted)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--matmul", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("configurations", nargs="*")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    if options.check:
        sys.exit(0 if check() else "the hand-written gradients are wrong")
    if options.matmul:
        print(json.dumps({"threads": options.threads, "gigaflops": matmul(), "torch": torch.__version__}))
    for configuration in options.configurations:
        print(json.dumps(measure(configuration, options.seconds, options.rounds)), flush=True)


if __name__ == "__main__":
    main()
