"""Denoising diffusion as our recipe `diffusion` trains it: three hidden layers that see x and 16 sines of the time, v-prediction, cosine schedule, Adam, average of the weights.

Eager is one model in modules; Batched stacks models in front of every tensor (autograd, gradients by hand, or these compiled by TorchScript).
"""
import math
from typing import List

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from batched import Flat, dense_shapes
from target import sample as mixture

BATCH, NOISE_STEPS, FEATURES, LAYERS, DECAY = 256, 1000, 16, 3, 0.999
HALF = FEATURES // 2
RATES = torch.tensor([1000 / NOISE_STEPS * 10000.0 ** -(i / (HALF - 1)) for i in range(HALF)] * 2)
PHASES = torch.tensor([0.0] * HALF + [math.pi / 2] * HALF)
# Standard deviation of both axes of 2d-gmm, which has mean 0: 1.5^2 + (.5 + .5 + .5 + .2) / 4 and 1.5^2 + (.5 + .5 + .5 + .8) / 4.
MIXTURE_SCALE = torch.tensor([2.675, 2.825]).sqrt()


def schedule():
    """Logarithms of alphaBar_0 .. alphaBar_T of the cosine schedule, in double."""
    f = [math.cos(math.pi / 2 * (t / NOISE_STEPS + 0.008) / 1.008) ** 2 for t in range(NOISE_STEPS + 1)]
    logs = [0.0]
    for t in range(1, NOISE_STEPS + 1):
        logs.append(logs[-1] + math.log1p(-min(0.999, 1 - f[t] / f[t - 1])))
    return torch.tensor(logs, dtype=torch.float64)


LOGS = schedule()
SIGNAL, DEVIATION = torch.exp(LOGS / 2).float(), torch.sqrt(-torch.expm1(LOGS)).float()


def parameters(width):
    return width * (2 + FEATURES + 1) + (LAYERS - 1) * width * (width + 1) + 2 * (width + 1)


def features(time):
    """[..., 1] to [..., FEATURES]."""
    return torch.sin(time * RATES + PHASES)


def noised(x):
    """What one step draws: the network's input and what it has to predict, [..., BATCH, 2 + FEATURES] and [..., BATCH, 2]."""
    time = torch.randint(1, NOISE_STEPS + 1, (*x.shape[:-1], 1))
    noise = torch.randn_like(x)
    signal, deviation = SIGNAL[time], DEVIATION[time]
    return torch.cat([signal * x + deviation * noise, features(time.float())], -1), signal * noise - deviation * x


def standard_mixture(models, batch):
    return mixture(models, batch) / MIXTURE_SCALE


class Eager:
    """One model, as a user writes it."""

    def __init__(self, width):
        widths = [2 + FEATURES] + [width] * LAYERS
        layers = []
        for inputs, outputs in zip(widths, widths[1:]):
            layers += [nn.Linear(inputs, outputs), nn.LeakyReLU(0.01)]
        self.net = nn.Sequential(*layers, nn.Linear(width, 2))
        self.average = [p.detach().clone() for p in self.net.parameters()]
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-3)

    def step(self):
        x, wanted = noised(standard_mixture(1, BATCH)[0])
        loss = F.mse_loss(self.net(x), wanted)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        with torch.no_grad():
            for average, value in zip(self.average, self.net.parameters()):
                average.lerp_(value, 1 - DECAY)


def forward(p: List[Tensor], x: Tensor) -> Tensor:
    for layer in range(len(p) // 2 - 1):
        x = F.leaky_relu(torch.baddbmm(p[2 * layer + 1], x, p[2 * layer]), 0.01)
    return torch.baddbmm(p[-1], x, p[-2])


def manual_gradients(p: List[Tensor], x: Tensor, wanted: Tensor) -> List[Tensor]:
    inputs = [x]
    for layer in range(len(p) // 2 - 1):
        x = F.leaky_relu(torch.baddbmm(p[2 * layer + 1], x, p[2 * layer]), 0.01)
        inputs.append(x)
    slope = (torch.baddbmm(p[-1], x, p[-2]) - wanted).mul_(2.0 / (wanted.size(1) * wanted.size(2)))
    result: List[Tensor] = []
    for back in range(len(inputs)):
        layer = len(inputs) - 1 - back
        # From the last tensor to the first: reversed at the end.
        result.append(slope.sum(1, keepdim=True))
        result.append(torch.bmm(inputs[layer].transpose(1, 2), slope))
        if layer > 0:
            slope = torch.bmm(slope, p[2 * layer].transpose(1, 2))
            slope = torch.ops.aten.leaky_relu_backward(slope, inputs[layer], 0.01, True)
    result.reverse()
    return result


class Batched:
    """Many models side by side. draw gives [models, batch, 2] in standard deviations."""

    def __init__(self, models, width, way, draw=standard_mixture):
        self.models, self.way, self.draw = models, way, draw
        self.net = Flat(*dense_shapes(models, 2 + FEATURES, *[width] * LAYERS, 2))
        self.average = self.net.values.clone()
        self.manual = torch.jit.script(manual_gradients) if way == "script" else manual_gradients

    def gradients(self, x, wanted):
        if self.way != "autograd":
            return self.manual(self.net.parts, x, wanted)
        p = [p.requires_grad_() for p in (q.detach() for q in self.net.parts)]
        return torch.autograd.grad(((forward(p, x) - wanted) ** 2).sum() / (BATCH * 2), p)

    def step(self, rate=1e-3, decay=DECAY):
        self.net.collect(self.gradients(*noised(self.draw(self.models, BATCH))))
        self.net.adam(rate, 0.9, 0.999)
        self.average.lerp_(self.net.values, 1 - decay)

    def train(self, steps):
        """As our defaults: cosine decay of the rate, and an average that begins fast."""
        for step in range(steps):
            self.step(1e-3 * (math.cos(math.pi * step / steps) + 1) / 2, min(DECAY, (1 + step) / (10 + step)))

    def sample(self, count, steps=100):
        """Ancestral sampling with variance beta at a hundred times, [models, count, 2]."""
        p = [part.view(shape.shape) for part, shape in zip(self.average.split([q.numel() for q in self.net.parts]), self.net.parts)]
        x = torch.randn(self.models, count, 2)
        for k in range(steps, 0, -1):
            t, s = math.floor(NOISE_STEPS * k / steps + 0.5), math.floor(NOISE_STEPS * (k - 1) / steps + 0.5)
            seen = features(torch.full((self.models, count, 1), float(t)))
            v = forward(p, torch.cat([x, seen], 2))
            clean = SIGNAL[t] * x - DEVIATION[t] * v
            jump = -math.expm1(LOGS[t] - LOGS[s])
            share = jump / DEVIATION[t].item() ** 2
            old = math.exp((LOGS[t] - LOGS[s]) / 2) * (DEVIATION[s] / DEVIATION[t]).item() ** 2
            x = SIGNAL[s] * share * clean + old * x + (math.sqrt(jump) * torch.randn_like(x) if s > 0 else 0)
        return x
