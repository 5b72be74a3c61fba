#!/usr/bin/env python3
"""Compares the yardstick's gradients with PyTorch's in float64. usage: check_gradients.py YARDSTICK_BINARY"""
import json
import subprocess
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def split(flat, shapes):
    parts, at = [], 0
    for shape in shapes:
        size = 1
        for n in shape:
            size *= n
        parts.append(flat[at:at + size].reshape(shape).clone().requires_grad_())
        at += size
    return parts


def gan(d):
    h, latent, batch = d["hidden"], 16, 128
    g = split(d["generator"], [(h, latent), (2, h), (h,), (2,)])
    q = split(d["discriminator"], [(h,), (h,), (h,), (h,), (1,)])
    z, x = d["z"].reshape(latent, batch), torch.stack([d["x0"], d["x1"]])

    def generator():
        return g[1] @ F.leaky_relu(g[0] @ z + g[2][:, None], 0.01) + g[3][:, None]

    def discriminator(x):
        hidden = F.leaky_relu(torch.outer(q[0], x[0]) + torch.outer(q[1], x[1]) + q[2][:, None], 0.01)
        return q[3] @ hidden + q[4]

    real, fake = discriminator(x), discriminator(generator().detach())
    loss = (F.binary_cross_entropy_with_logits(real, torch.full_like(real, 0.9))
            + F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake)))
    yield "discriminatorGradient", torch.autograd.grad(loss, q)
    yield "generatorGradient", torch.autograd.grad(F.softplus(-discriminator(generator())).mean(), g)


def main():
    worst = 0.0
    for family, hidden, check in (("gan", "13", gan), ("gan", "69", gan)):
        text = subprocess.run([sys.argv[1], "gradients", family, hidden], check=True, capture_output=True, text=True).stdout
        data = {k: torch.tensor(v) if isinstance(v, list) else v for k, v in json.loads(text).items()}
        for name, expected in check(data):
            expected = torch.cat([e.reshape(-1) for e in expected])
            error = ((data[name] - expected).norm() / expected.norm()).item()
            worst = max(worst, error)
            print(f"{family} {hidden} {name}: relative error {error:.1e}")
    if not worst < 1e-5:
        sys.exit(f"the yardstick's gradients are wrong: relative error {worst:.1e}")


if __name__ == "__main__":
    main()
