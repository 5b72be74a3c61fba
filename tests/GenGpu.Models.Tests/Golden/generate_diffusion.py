#!/usr/bin/env python3
"""Writes diffusion.json: the first 20 training steps of small diffusion models computed by PyTorch in float64, in the format of generate.py.

usage: /usr/bin/python3 generate_diffusion.py

Constants that a model holds in single precision (schedules, weights of the bound, frequencies, units of the data) are rounded to it here as well. The averages
of the weights begin at zero, since the test sets the weights without running the program that initialises them.
"""
import math
import os
import struct

import torch
import torch.nn.functional as F

import generate
from generate import BATCH, BINS, HIDDEN, MARGIN, NEGATIVE_SLOPE, TooClose, one_hot

generate.STEPS = 20
NOISE_STEPS, FEATURES, DECAY = 1000, 16, 0.999
DEVIATION = math.sqrt(1.5 ** 2 + 0.5 ** 2)  # of either axis of 2d-mix-gauss


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def column(values):
    return torch.tensor([single(v) for v in values])[:, None]


def log_alpha_bar(schedule):
    """log alphaBar_0 .. log alphaBar_T."""
    if schedule == "linear":
        first, last = single(1e-4), single(0.02)
        betas = [first + (last - first) * t / (NOISE_STEPS - 1) for t in range(NOISE_STEPS)]
    else:
        f = [math.cos(math.pi / 2 * (t / NOISE_STEPS + 0.008) / 1.008) ** 2 for t in range(NOISE_STEPS + 1)]
        betas = [min(0.999, 1 - f[t] / f[t - 1]) for t in range(1, NOISE_STEPS + 1)]
    logs = [0.0]
    for beta in betas:
        logs.append(logs[-1] + math.log1p(-beta))
    return logs


def features(time):
    half = FEATURES // 2
    rates = [1000 / NOISE_STEPS * 10000.0 ** (-(i / (half - 1))) for i in range(half)]
    phases = [0.0] * half + [math.pi / 2] * half
    return torch.sin(column(rates + rates) * time + column(phases))


def look_up(values, time):
    return torch.tensor([single(values[int(t)]) for t in time[0].tolist()])[None, :]


class Averages(dict):
    def update_with(self, parameters, step):
        decay = min(single(DECAY), (1 + step) / (10 + step))
        for name, value in parameters.items():
            old = self.get(name + ".average", torch.zeros_like(value))
            self[name + ".average"] = (decay * old + (1 - decay) * value.detach())


def diffusion(case, binned=False, prediction="v", schedule="cosine", variance="beta", loss="mse"):
    rows = BINS if binned else 2
    case.dense("denoiser", rows + FEATURES, HIDDEN, rows)
    optimizer = torch.optim.Adam(case.parameters.values(), lr=1e-3)
    logs = log_alpha_bar(schedule)
    alpha_bar = [math.exp(v) for v in logs]
    rest = [-math.expm1(v) for v in logs]
    averages, count = Averages(), [0]

    def weight(t):
        ratio = [math.nan] + [alpha_bar[s] / rest[s] for s in range(1, NOISE_STEPS + 1)]
        before = 2 * ratio[1] if t == 1 else ratio[t - 1]
        narrowing = rest[t - 1] / rest[t] if variance == "beta" and t > 1 else 1
        return narrowing * (before - ratio[t]) / 2 * {"v": rest[t], "epsilon": 1 / ratio[t], "x0": 1}[prediction]

    def constant():
        first = alpha_bar[1] / rest[1]
        terms = [rest[t - 1] / rest[t] for t in range(2, NOISE_STEPS + 1)] if variance == "beta" else []
        return sum((r - 1 - math.log(r)) / 2 for r in terms) - math.log(first / (2 * math.pi)) / 2

    def network(x, time):
        return case.forward("denoiser", torch.cat([x, features(time)]))

    def gaussian(draws, time):
        clean = draws["data"] * single(1 / DEVIATION)
        draws["noise"] = case.normal(rows)
        signal, deviation = look_up([math.sqrt(v) for v in alpha_bar], time), look_up([math.sqrt(v) for v in rest], time)
        output = network(signal * clean + deviation * draws["noise"], time)
        wanted = {"v": signal * draws["noise"] - deviation * clean, "epsilon": draws["noise"], "x0": clean}[prediction]
        squares = (output - wanted) ** 2
        if loss == "mse":
            return squares.mean()
        weights = torch.tensor([single(weight(int(t)) * NOISE_STEPS) for t in time[0].tolist()])
        return (squares.sum(0) * weights).mean() / rows + constant()

    def back(noisy, estimate, now, then):
        """Probabilities of x_s: the mixture over x_0 of the posteriors of Austin et al. 2021, equation 3."""
        step = torch.exp(look_up(logs, now) - look_up(logs, then))
        start = step * noisy + (1 - step) / BINS
        result = torch.zeros_like(noisy)
        for c in range(BINS):
            x0 = F.one_hot(torch.tensor(c), BINS).to(noisy.dtype)[:, None]
            to = look_up(alpha_bar, then) * x0 + look_up(rest, then) / BINS
            seen = look_up(alpha_bar, now) * noisy[c] + look_up(rest, now) / BINS
            result = result + start * to * estimate[c] / seen
        return result

    def multinomial(draws, time):
        draws["keep"], draws["noise"] = case.uniform(1), case.uniform(1)
        kept = look_up(alpha_bar, time)
        if (draws["keep"] - kept).abs().min() < MARGIN:
            raise TooClose
        other = F.one_hot((draws["noise"][0] * BINS).floor().long(), BINS).to(kept.dtype).T
        noisy = torch.where(draws["keep"] < kept, draws["data"], other)
        logits = network(noisy, time) + torch.log(kept * noisy + look_up(rest, time) / BINS)
        if loss == "mse":
            return -(draws["data"] * torch.log_softmax(logits, 0)).sum(0).mean()
        exact, model = back(noisy, draws["data"], time, time - 1), back(noisy, torch.softmax(logits, 0), time, time - 1)
        terms = torch.where(exact > 0, exact * (torch.log(exact.clamp(min=1e-30)) - torch.log(model)), torch.zeros_like(exact))
        return terms.sum(0).mean() * NOISE_STEPS / BINS

    def step(draws, gradients):
        draws["data"] = one_hot(case) if binned else case.normal(rows, scale=1.5)
        draws["time"] = case.uniform(1)
        time = torch.floor(draws["time"] * NOISE_STEPS) + 1
        value = (multinomial if binned else gaussian)(draws, time)
        # The default schedule: a cosine over 100,000 steps.
        optimizer.param_groups[0]["lr"] = 1e-3 * (math.cos(math.pi * count[0] / 100_000) + 1) / 2
        generate.minimise(value, case.parameters.values(), optimizer, gradients, case)
        averages.update_with(case.parameters, count[0])
        count[0] += 1
        return {"loss": value}

    configuration = {"dimension": rows, "hidden": HIDDEN, "batchSize": BATCH, "binned": binned, "learningRate": 1e-3, "beta1": 0.9, "beta2": 0.999,
                     "epsilon": 1e-8, "negativeSlope": NEGATIVE_SLOPE, "noiseSteps": NOISE_STEPS, "timeFeatures": FEATURES, "emaDecay": DECAY,
                     "prediction": prediction, "noiseSchedule": schedule, "variance": variance, "loss": loss}
    document = record(case, configuration, step, averages)
    return document


def record(case, configuration, step, averages):
    initial = generate.arrays(case.parameters)
    steps = []
    for index in range(generate.STEPS):
        draws, gradients = {}, {}
        losses = step(draws, gradients)
        last = index == generate.STEPS - 1
        steps.append({
            "draws": generate.arrays(draws),
            "losses": {name: float(f"{value.item():.12g}") for name, value in losses.items()},
            "gradients": generate.arrays(gradients) if index == 0 else {},
            "parameters": generate.arrays({**case.parameters, **averages}) if last else {},
        })
    return {"configuration": configuration, "parameters": initial, "steps": steps}


CASES = {
    "continuous": lambda c: diffusion(c),
    "epsilon-linear": lambda c: diffusion(c, prediction="epsilon", schedule="linear"),
    "x0": lambda c: diffusion(c, prediction="x0"),
    "bound": lambda c: diffusion(c, loss="bound"),
    "bound-epsilon-posterior": lambda c: diffusion(c, prediction="epsilon", variance="posterior", loss="bound"),
    "binned": lambda c: diffusion(c, binned=True),
    "binned-bound": lambda c: diffusion(c, binned=True, loss="bound"),
}


def main():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "diffusion.json")
    document = {name: generate.draw(f"diffusion/{name}", build) for name, build in CASES.items()}
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(generate.compact(document) + "\n")
    print(f"diffusion.json: {os.path.getsize(path)} bytes, {', '.join(CASES)}")


if __name__ == "__main__":
    main()
