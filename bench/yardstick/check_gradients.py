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


def vae(d):
    h = d["hidden"]
    p = split(d["parameters"], [(h,), (h,), (h,), (4, h), (4,), (h,), (h,), (h,), (2, h), (2,)])
    x, noise = torch.stack([d["x0"], d["x1"]]), d["noise"].reshape(2, 128)

    def net(q, x):
        return q[3] @ F.leaky_relu(torch.outer(q[0], x[0]) + torch.outer(q[1], x[1]) + q[2][:, None], 0.01) + q[4][:, None]

    code = net(p[:5], x)
    mean, log_variance = code[:2], code[2:]
    output = net(p[5:], mean + torch.exp(0.5 * log_variance) * noise)
    divergence = -0.5 * (1 + log_variance - mean ** 2 - log_variance.exp())
    yield "gradient", torch.autograd.grad(((output - x) ** 2).sum(0).mean() + 0.1 * divergence.sum(0).mean(), p)


def rbm(d):
    h = d["hidden"]
    p = split(d["parameters"], [(h,), (h,), (h,), (2,), (2,)])

    def free_energy(v):
        precision = torch.exp(-2 * p[4])[:, None]
        s = v * precision
        inputs = torch.outer(p[0], s[0]) + torch.outer(p[1], s[1]) + p[2][:, None]
        return 0.5 * ((v - p[3][:, None]) ** 2 * precision).sum(0) - F.softplus(inputs).sum(0)

    data, model = torch.stack([d["x0"], d["x1"]]), d["reconstruction"].reshape(2, 128)
    with torch.no_grad():  # are the hidden units drawn with their probabilities?
        weights, sigma = torch.stack([p[0], p[1]]), torch.exp(p[4])[:, None]
        q = torch.sigmoid(weights.T @ (data / sigma ** 2) + p[2][:, None])
        score = (model - p[3][:, None] - weights @ q) / torch.sqrt(sigma ** 2 + weights ** 2 @ (q * (1 - q)))
        if score.mean(1).abs().max() > 5 / 128 ** 0.5 or not 0.5 < (score ** 2).mean() < 1.6:
            sys.exit(f"the yardstick's Gibbs sweep is wrong: scores have mean {score.mean(1)} and square {(score ** 2).mean():.2f}")
    yield "gradient", torch.autograd.grad(free_energy(data).mean() - free_energy(model).mean(), p)


CELLS = (("gan", "13", gan), ("gan", "69", gan), ("vae", "25", vae), ("vae", "132", vae), ("rbm", "102", rbm), ("rbm", "532", rbm))


def main():
    worst = 0.0
    for family, hidden, check in CELLS:
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
