"""Many models of one shape stacked in front of every tensor and trained together with bmm/baddbmm.

Three ways: gradients by autograd, written by hand, and the hand-written ones compiled by TorchScript. All parameters of a
net lie in one flat tensor, so that an optimiser step is a handful of calls for all models together.
"""
from typing import List

import torch
import torch.nn.functional as F
from torch import Tensor

from target import sample

BATCH = 128


class Flat:
    """Parameters, gradients and Adam's moments of a net for all models, as views of flat tensors."""

    def __init__(self, shapes, scales):
        sizes = [torch.Size(s).numel() for s in shapes]
        self.values = torch.zeros(sum(sizes))
        self.gradient = torch.zeros_like(self.values)
        self.first, self.second = torch.zeros_like(self.values), torch.zeros_like(self.values)
        self.parts = [v.view(s) for v, s in zip(self.values.split(sizes), shapes)]
        for part, scale in zip(self.parts, scales):
            part.normal_().mul_(scale)
        self.steps = 0

    def collect(self, gradients):
        torch.cat([g.reshape(-1) for g in gradients], out=self.gradient)

    def adam(self, rate, beta1, beta2):
        self.steps += 1
        g, c1, c2 = self.gradient, 1 - beta1 ** self.steps, 1 - beta2 ** self.steps
        self.first.mul_(beta1).add_(g, alpha=1 - beta1)
        self.second.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        self.values.addcdiv_(self.first, self.second.sqrt().mul_(c2 ** -0.5).add_(1e-8), value=-rate / c1)

    def sgd(self, rate):
        self.values.add_(self.gradient, alpha=-rate)


def dense_shapes(models, *widths):
    shapes, scales = [], []
    for inputs, outputs in zip(widths, widths[1:]):
        shapes += [(models, inputs, outputs), (models, 1, outputs)]
        scales += [(2 / (inputs + outputs)) ** 0.5, 0.0]
    return shapes, scales


def forward(p: List[Tensor], x: Tensor) -> Tensor:
    return torch.baddbmm(p[3], F.leaky_relu(torch.baddbmm(p[1], x, p[0]), 0.01), p[2])


def backward(p: List[Tensor], x: Tensor, h: Tensor, slope: Tensor) -> List[Tensor]:
    """Gradients of a two-layer net from its input, its hidden layer and the gradient of its output."""
    d = torch.bmm(slope, p[2].transpose(1, 2))
    d = torch.ops.aten.leaky_relu_backward(d, h, 0.01, True)
    return [torch.bmm(x.transpose(1, 2), d), d.sum(1, keepdim=True), torch.bmm(h.transpose(1, 2), slope), slope.sum(1, keepdim=True)]


def gan_discriminator_gradients(g: List[Tensor], d: List[Tensor], real: Tensor, z: Tensor) -> List[Tensor]:
    x = torch.cat([real, forward(g, z)], 1)
    h = F.leaky_relu(torch.baddbmm(d[1], x, d[0]), 0.01)
    slope = torch.sigmoid(torch.baddbmm(d[3], h, d[2]))
    slope[:, :128] -= 0.9
    return backward(d, x, h, slope.mul_(1 / 128))


def gan_generator_gradients(g: List[Tensor], d: List[Tensor], z: Tensor) -> List[Tensor]:
    h = F.leaky_relu(torch.baddbmm(g[1], z, g[0]), 0.01)
    x = torch.baddbmm(g[3], h, g[2])
    k = F.leaky_relu(torch.baddbmm(d[1], x, d[0]), 0.01)
    slope = (torch.sigmoid(torch.baddbmm(d[3], k, d[2])) - 1).mul_(1 / 128)
    inner = slope * d[2].transpose(1, 2)
    inner = torch.ops.aten.leaky_relu_backward(inner, k, 0.01, True)
    return backward(g, z, h, torch.bmm(inner, d[0].transpose(1, 2)))


def vae_gradients(e: List[Tensor], d: List[Tensor], x: Tensor, noise: Tensor) -> List[Tensor]:
    h = F.leaky_relu(torch.baddbmm(e[1], x, e[0]), 0.01)
    code = torch.baddbmm(e[3], h, e[2])
    mean, log_variance = code[:, :, :2], code[:, :, 2:]
    sigma = torch.exp(0.5 * log_variance)
    z = mean + sigma * noise
    k = F.leaky_relu(torch.baddbmm(d[1], z, d[0]), 0.01)
    slope = (torch.baddbmm(d[3], k, d[2]) - x).mul_(2 / 128)
    inner = torch.bmm(slope, d[2].transpose(1, 2))
    inner = torch.ops.aten.leaky_relu_backward(inner, k, 0.01, True)
    decoder = [torch.bmm(z.transpose(1, 2), inner), inner.sum(1, keepdim=True), torch.bmm(k.transpose(1, 2), slope), slope.sum(1, keepdim=True)]
    dz = torch.bmm(inner, d[0].transpose(1, 2))
    dmean = dz + mean * (0.1 / 128)
    dlog = dz * noise * (0.5 * sigma) + (sigma * sigma - 1) * (0.05 / 128)
    return backward(e, x, h, torch.cat([dmean, dlog], 2)) + decoder


def rbm_gibbs(p: List[Tensor], a: Tensor, noise: Tensor, uniform: Tensor) -> Tensor:
    h = (uniform < torch.sigmoid(a)).to(a.dtype)
    return torch.baddbmm(p[1], h, p[0].transpose(1, 2)) + torch.exp(p[3]) * noise


def rbm_gradients(p: List[Tensor], v: Tensor, noise: Tensor, uniform: Tensor) -> List[Tensor]:
    """Of mean F(v) - mean F(v'), F(v) = |v - b|^2 / 2 s^2 - sum softplus(c + (v / s^2) W)."""
    precision = torch.exp(-2 * p[3])
    a = torch.baddbmm(p[2], v * precision, p[0])
    probability = torch.sigmoid(a)
    h = (uniform < probability).to(v.dtype)
    w = torch.baddbmm(p[1], h, p[0].transpose(1, 2)) + torch.exp(p[3]) * noise
    x = torch.cat([v, w], 1)
    scaled = x * precision
    # Positive and negative phase side by side: the sign of the phase goes into the hidden probabilities.
    signed = torch.cat([probability, torch.sigmoid(torch.baddbmm(p[2], w * precision, p[0])).neg_()], 1)
    back = torch.bmm(signed, p[0].transpose(1, 2))
    centred = (x - p[1]) * precision
    square = centred * (x - p[1])
    difference = centred[:, :128].sum(1, keepdim=True) - centred[:, 128:].sum(1, keepdim=True)
    squares = square[:, :128].sum(1, keepdim=True) - square[:, 128:].sum(1, keepdim=True)
    return [torch.bmm(scaled.transpose(1, 2), signed).mul_(-1 / 128), difference.mul_(-1 / 128),
            signed.sum(1, keepdim=True).mul_(-1 / 128),
            (2 * (scaled * back).sum(1, keepdim=True) - squares).mul_(1 / 128)]


def free_energy(p: List[Tensor], v: Tensor) -> Tensor:
    precision = torch.exp(-2 * p[3])
    hidden = F.softplus(torch.baddbmm(p[2], v * precision, p[0])).sum(2)
    return 0.5 * ((v - p[1]) ** 2 * precision).sum(2) - hidden


class Gan:
    def __init__(self, models, hidden, way):
        self.models, self.way = models, way
        self.g, self.d = (Flat(*dense_shapes(models, *widths)) for widths in ((16, hidden, 2), (2, hidden, 1)))
        self.manual = gan_discriminator_gradients, gan_generator_gradients
        if way == "script":
            self.manual = tuple(torch.jit.script(f) for f in self.manual)

    def discriminator_gradients(self, real, z):
        if self.way != "autograd":
            return self.manual[0](self.g.parts, self.d.parts, real, z)
        with torch.no_grad():
            fake = forward(self.g.parts, z)
        d = [p.requires_grad_() for p in (q.detach() for q in self.d.parts)]
        logits = forward(d, torch.cat([real, fake], 1))
        loss = (F.softplus(-logits[:, :BATCH]) + 0.1 * logits[:, :BATCH]).sum() + F.softplus(logits[:, BATCH:]).sum()
        return torch.autograd.grad(loss / BATCH, d)

    def generator_gradients(self, z):
        if self.way != "autograd":
            return self.manual[1](self.g.parts, self.d.parts, z)
        g = [p.requires_grad_() for p in (q.detach() for q in self.g.parts)]
        return torch.autograd.grad(F.softplus(-forward(self.d.parts, forward(g, z))).sum() / BATCH, g)

    def step(self):
        self.d.collect(self.discriminator_gradients(sample(self.models, BATCH), torch.randn(self.models, BATCH, 16)))
        self.d.adam(2e-4, 0.5, 0.999)
        self.g.collect(self.generator_gradients(torch.randn(self.models, BATCH, 16)))
        self.g.adam(2e-4, 0.5, 0.999)


class Vae:
    def __init__(self, models, hidden, way):
        self.models, self.way = models, way
        encoder, decoder = dense_shapes(models, 2, hidden, 4), dense_shapes(models, 2, hidden, 2)
        self.net = Flat(encoder[0] + decoder[0], encoder[1] + decoder[1])
        self.manual = torch.jit.script(vae_gradients) if way == "script" else vae_gradients

    def gradients(self, x, noise):
        if self.way != "autograd":
            return self.manual(self.net.parts[:4], self.net.parts[4:], x, noise)
        p = [p.requires_grad_() for p in (q.detach() for q in self.net.parts)]
        code = forward(p[:4], x)
        mean, log_variance = code[:, :, :2], code[:, :, 2:]
        output = forward(p[4:], mean + torch.exp(0.5 * log_variance) * noise)
        loss = ((output - x) ** 2).sum() - 0.05 * (1 + log_variance - mean ** 2 - log_variance.exp()).sum()
        return torch.autograd.grad(loss / BATCH, p)

    def step(self):
        self.net.collect(self.gradients(sample(self.models, BATCH), torch.randn(self.models, BATCH, 2)))
        self.net.adam(1e-3, 0.9, 0.999)


class Rbm:
    def __init__(self, models, hidden, way):
        self.models, self.hidden, self.way = models, hidden, way
        self.net = Flat([(models, 2, hidden), (models, 1, 2), (models, 1, hidden), (models, 1, 2)], [0.01, 0.0, 0.0, 0.0])
        self.manual = torch.jit.script(rbm_gradients) if way == "script" else rbm_gradients

    def gradients(self, v, noise, uniform):
        if self.way != "autograd":
            return self.manual(self.net.parts, v, noise, uniform)
        with torch.no_grad():
            precision = torch.exp(-2 * self.net.parts[3])
            w = rbm_gibbs(self.net.parts, torch.baddbmm(self.net.parts[2], v * precision, self.net.parts[0]), noise, uniform)
        p = [p.requires_grad_() for p in (q.detach() for q in self.net.parts)]
        return torch.autograd.grad((free_energy(p, v).sum() - free_energy(p, w).sum()) / BATCH, p)

    def step(self):
        m = self.models
        self.net.collect(self.gradients(sample(m, BATCH), torch.randn(m, BATCH, 2), torch.rand(m, BATCH, self.hidden)))
        self.net.sgd(0.01)


FAMILIES = {"gan": Gan, "vae": Vae, "rbm": Rbm}
WAYS = ("autograd", "manual", "script")
