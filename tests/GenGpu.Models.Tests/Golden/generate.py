#!/usr/bin/env python3
"""Writes gan.json, wgan.json, wgan-gp.json, vae.json and rbm.json: training steps of small models computed by PyTorch in float64.

usage: /usr/bin/python3 generate.py        (PyTorch 1.13 or newer; the output does not depend on the version)

Everything a step draws is in the file, so that another implementation can be fed with it. All inputs (initial
parameters, data, noise) are multiples of 1/64: exact in float32 and float64 alike. No pre-activation of a
LeakyReLU lies within MARGIN of its kink and no Bernoulli uniform within MARGIN of its probability, so float32
takes the same branches as float64. The format is described in README.md.
"""
import json
import math
import os
import random

import torch
import torch.nn.functional as F

STEPS = 5
MANY_STEPS = 20
BATCH = 8
HIDDEN = 3
BINS = 6
NEGATIVE_SLOPE = 0.01
MARGIN = 1e-4
torch.set_default_dtype(torch.float64)


class TooClose(Exception):
    """An input of a branch came too near to it: the case is drawn again with the next seed."""


class Case:
    """One model, its inputs and its expected values, drawn from a seed that depends on the name and the attempt only."""

    def __init__(self, name, attempt):
        self.random = random.Random(f"{name}/{attempt}")
        self.parameters = {}
        self.draws = {}

    def grid(self, value):
        return round(value * 64) / 64

    def normal(self, rows, batch=BATCH, scale=1.0):
        return torch.tensor([[self.grid(self.random.gauss(0, scale)) for _ in range(batch)] for _ in range(rows)])

    def uniform(self, rows):
        """Odd multiples of 1/64: never 0, never 1."""
        return torch.tensor([[(self.random.randrange(32) * 2 + 1) / 64 for _ in range(BATCH)] for _ in range(rows)])

    def gumbel(self, rows):
        """Standard Gumbel noise, put on the grid like every other draw."""
        u = self.uniform(rows)
        return torch.round(-torch.log(-torch.log(u)) * 64) / 64

    def parameter(self, name, *shape, scale=0.5):
        count = math.prod(shape)
        values = torch.tensor([self.grid(self.random.gauss(0, scale)) for _ in range(count)]).reshape(shape)
        self.parameters[name] = values.requires_grad_()

    def dense(self, name, *widths):
        for layer, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            self.parameter(f"{name}.{layer}.weight", outputs, inputs)
            self.parameter(f"{name}.{layer}.bias", outputs)

    def forward(self, name, x):
        """x is [rows, batch]: dense, LeakyReLU, dense."""
        p = self.parameters
        hidden = p[f"{name}.0.weight"] @ x + p[f"{name}.0.bias"][:, None]
        if hidden.detach().abs().min() < MARGIN:
            raise TooClose
        hidden = F.leaky_relu(hidden, NEGATIVE_SLOPE)
        return p[f"{name}.1.weight"] @ hidden + p[f"{name}.1.bias"][:, None]

    def bernoulli(self, uniform, probability):
        if (uniform - probability).abs().min() < MARGIN:
            raise TooClose
        return (uniform < probability).to(probability.dtype)

    def named(self, prefix):
        return [v for k, v in self.parameters.items() if k.startswith(prefix)]


def array(tensor):
    tensor = tensor.detach()
    return {"shape": list(tensor.shape), "values": [float(f"{v:.12g}") for v in tensor.reshape(-1).tolist()]}


def arrays(tensors):
    return {name: array(value) for name, value in tensors.items()}


def one_hot(case):
    categories = torch.tensor([case.random.randrange(BINS) for _ in range(BATCH)])
    return F.one_hot(categories, BINS).to(torch.float64).T.contiguous()


def minimise(loss, parameters, optimizer, gradients, case):
    optimizer.zero_grad()
    loss.backward()
    for name, value in case.parameters.items():
        if any(value is p for p in parameters):
            gradients[name] = value.grad.clone()
    optimizer.step()


def record(case, configuration, step, count=STEPS):
    initial = arrays(case.parameters)
    steps = []
    for _ in range(count):
        draws, gradients = {}, {}
        losses = step(draws, gradients)
        reconstruction = draws.pop("reconstruction", None)
        steps.append({
            "draws": arrays(draws),
            **({"reconstruction": array(reconstruction)} if reconstruction is not None else {}),
            "losses": {name: float(f"{value.item():.12g}") for name, value in losses.items()},
            "gradients": arrays(gradients),
            "parameters": arrays(case.parameters),
        })
    return {"configuration": configuration, "parameters": initial, "steps": steps}


def gan(case, binned, variant=None):
    """variant: None, minimax, r1 (weight 2) or packed (two samples at a time)."""
    latent, rows = 2 if variant else 16, BINS if binned else 2
    packing = 2 if variant == "packed" else 1
    case.dense("generator", latent, HIDDEN, rows)
    case.dense("discriminator", packing * rows, HIDDEN, 1)
    rate = 1 / 256 if variant else 2e-4
    options = dict(lr=rate, betas=(0.5, 0.999), eps=1e-8)
    optimizers = {net: torch.optim.Adam(case.named(net), **options) for net in ("discriminator", "generator")}

    def packed(name, sample):
        return torch.cat([sample(name if index == 0 else f"{name}{index + 1}") for index in range(packing)])

    def data(draws):
        def one(site):
            draws[site] = one_hot(case) if binned else case.normal(rows, scale=1.5)
            return draws[site]
        return packed("data", one)

    def generate(draws, name):
        def one(site):
            draws[f"{site}Latent"] = case.normal(latent)
            output = case.forward("generator", draws[f"{site}Latent"])
            return categorise(case, draws, site, output) if binned else output
        return packed(name, one)

    def step(draws, gradients):
        real = data(draws).requires_grad_(variant == "r1")
        fake = generate(draws, "discriminator").detach()
        real_logits = case.forward("discriminator", real)
        fake_logits = case.forward("discriminator", fake)
        discriminator_loss = (
            F.binary_cross_entropy_with_logits(real_logits, torch.full_like(real_logits, 0.9))
            + F.binary_cross_entropy_with_logits(fake_logits, torch.zeros_like(fake_logits)))
        if variant == "r1":
            slope, = torch.autograd.grad(real_logits.sum(), real, create_graph=True)
            discriminator_loss = discriminator_loss + 2 / 2 * (slope ** 2).sum(0).mean()
        minimise(discriminator_loss, case.named("discriminator"), optimizers["discriminator"], gradients, case)
        judged = case.forward("discriminator", generate(draws, "generator"))
        generator_loss = torch.log(1 - torch.sigmoid(judged)).mean() if variant == "minimax" else F.softplus(-judged).mean()
        minimise(generator_loss, case.named("generator"), optimizers["generator"], gradients, case)
        draws["data"] = draws["data"].detach()
        return {"discriminatorLoss": discriminator_loss, "generatorLoss": generator_loss}

    settings = {"latentDimension": str(latent), "learningRate": str(rate)} if variant else {}
    settings.update({"minimax": {"loss": "minimax"}, "r1": {"r1Weight": "2"}, "packed": {"packing": "2"}}.get(variant, {}))
    configuration = {"dimension": rows, "latentDimension": latent, "hidden": HIDDEN, "batchSize": BATCH, "binned": binned,
                     "learningRate": rate, "beta1": 0.5, "beta2": 0.999, "epsilon": 1e-8, "realLabel": 0.9,
                     "negativeSlope": NEGATIVE_SLOPE, "temperature": 1.0, **({"settings": settings} if settings else {})}
    return record(case, configuration, step, MANY_STEPS if variant else STEPS)


def categorise(case, draws, site, logits):
    """Gumbel-softmax at temperature 1, one-hot forward, gradient of the softmax."""
    draws[f"{site}Gumbel"] = case.gumbel(logits.shape[0])
    soft = torch.softmax((logits + draws[f"{site}Gumbel"]) / 1.0, 0)
    top = soft.detach().topk(2, 0).values
    if (top[0] - top[1]).min() < MARGIN:
        raise TooClose
    hard = F.one_hot(soft.argmax(0), logits.shape[0]).to(soft.dtype).T
    return hard + soft - soft.detach()


def wasserstein(case, penalised, binned):
    """Two updates of the critic per step, which see the same draws; then one of the generator."""
    latent, rows, critic_steps, rate, clip, weight = 2, BINS if binned else 2, 2, 1 / 256, 0.5, 10
    case.dense("generator", latent, HIDDEN, rows)
    case.dense("critic", rows, HIDDEN, 1)
    if penalised:
        optimizers = {net: torch.optim.Adam(case.named(net), lr=rate, betas=(0, 0.875), eps=1e-8) for net in ("critic", "generator")}
    else:
        optimizers = {net: torch.optim.RMSprop(case.named(net), lr=rate, alpha=0.984375, eps=1e-8) for net in ("critic", "generator")}

    def generate(draws, site):
        draws[f"{site}Latent"] = case.normal(latent)
        output = case.forward("generator", draws[f"{site}Latent"])
        return categorise(case, draws, site, output) if binned else output

    def step(draws, gradients):
        draws["data"] = one_hot(case) if binned else case.normal(rows, scale=1.5)
        fake = generate(draws, "critic").detach()
        if penalised:
            draws["between"] = case.uniform(1)
        for _ in range(critic_steps):
            difference = case.forward("critic", draws["data"]).mean() - case.forward("critic", fake).mean()
            critic_loss = -difference
            if penalised:
                between = (draws["between"] * draws["data"] + (1 - draws["between"]) * fake).requires_grad_()
                slope, = torch.autograd.grad(case.forward("critic", between).sum(), between, create_graph=True)
                critic_loss = critic_loss + weight * ((slope.norm(dim=0) - 1) ** 2).mean()
            minimise(critic_loss, case.named("critic"), optimizers["critic"], gradients, case)
            if not penalised:
                with torch.no_grad():
                    for value in case.named("critic"):
                        value.clamp_(-clip, clip)
        generator_loss = -case.forward("critic", generate(draws, "generator")).mean()
        minimise(generator_loss, case.named("generator"), optimizers["generator"], gradients, case)
        return {"criticLoss": critic_loss, "criticDifference": difference, "generatorLoss": generator_loss}

    settings = {"latentDimension": str(latent), "learningRate": str(rate), "criticSteps": str(critic_steps),
                **({"beta2": "0.875"} if penalised else {"beta2": "0.984375", "clip": str(clip)})}
    configuration = {"dimension": rows, "latentDimension": latent, "hidden": HIDDEN, "batchSize": BATCH, "binned": binned,
                     "beta1": 0, "criticSteps": critic_steps, "negativeSlope": NEGATIVE_SLOPE, "settings": settings}
    return record(case, configuration, step, MANY_STEPS)


def vae(case, binned, likelihood):
    latent, rows, beta = 2, BINS if binned else 2, 0.1
    case.dense("encoder", rows, HIDDEN, 2 * latent)
    case.dense("decoder", latent, HIDDEN, rows)
    optimizer = torch.optim.Adam(case.parameters.values(), lr=1e-3)

    def step(draws, gradients):
        draws["data"] = one_hot(case) if binned else case.normal(rows, scale=1.5)
        draws["latentNoise"] = case.normal(latent)
        code = case.forward("encoder", draws["data"])
        mean, log_variance = code[:latent], code[latent:]
        output = case.forward("decoder", mean + torch.exp(0.5 * log_variance) * draws["latentNoise"])
        if likelihood == "categorical":
            reconstruction = -(draws["data"] * torch.log_softmax(output, 0)).sum(0).mean()
        else:
            reconstruction = ((output - draws["data"]) ** 2).sum(0).mean()
        divergence = (-0.5 * (1 + log_variance - mean ** 2 - log_variance.exp())).sum(0).mean()
        loss = reconstruction + beta * divergence
        minimise(loss, case.parameters.values(), optimizer, gradients, case)
        return {"loss": loss, "reconstruction": reconstruction, "klDivergence": divergence}

    configuration = {"dimension": rows, "latentDimension": latent, "hidden": HIDDEN, "batchSize": BATCH, "binned": binned,
                     "likelihood": likelihood, "learningRate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
                     "beta": beta, "negativeSlope": NEGATIVE_SLOPE}
    return record(case, configuration, step)


def rbm(case, visible, sigma=None, binned=False):
    """visible: gaussian (proper energy), gaussianSeed (the protocol's energy), softmax, binary."""
    rows = BINS if binned else 2
    case.parameter("weight", HIDDEN, rows)
    case.parameter("visibleBias", rows)
    case.parameter("hiddenBias", HIDDEN)
    if visible == "gaussian" and sigma is None:
        case.parameter("logSigma", rows, scale=0.25)
    optimizer = torch.optim.SGD(case.parameters.values(), lr=0.01)
    weight, visible_bias, hidden_bias = (case.parameters[k] for k in ("weight", "visibleBias", "hiddenBias"))

    def standard_deviation():
        if visible == "gaussian" and sigma is None:
            return case.parameters["logSigma"].exp()[:, None]
        return torch.full((rows, 1), sigma or 1.0)

    def hidden_input(v):
        scaled = v / standard_deviation() ** 2 if visible == "gaussian" else v
        return weight @ scaled + hidden_bias[:, None]

    def free_energy(v):
        hidden = -F.softplus(hidden_input(v)).sum(0)
        if visible == "gaussian":
            return ((v - visible_bias[:, None]) ** 2 / (2 * standard_deviation() ** 2)).sum(0) + hidden
        return hidden - visible_bias @ v

    @torch.no_grad()
    def gibbs(draws, v):
        """One sweep, visible -> hidden -> visible."""
        draws["hiddenUniform"] = case.uniform(HIDDEN)
        hidden = case.bernoulli(draws["hiddenUniform"], torch.sigmoid(hidden_input(v)))
        visible_input = weight.T @ hidden + visible_bias[:, None]
        if visible.startswith("gaussian"):
            draws["visibleNoise"] = case.normal(rows)
            return visible_input + standard_deviation() * draws["visibleNoise"]
        draws["visibleUniform"] = case.uniform(1 if visible == "softmax" else rows)
        if visible == "binary":
            return case.bernoulli(draws["visibleUniform"], torch.sigmoid(visible_input))
        cumulative = torch.softmax(visible_input, 0).cumsum(0)
        if (cumulative - draws["visibleUniform"]).abs().min() < MARGIN:
            raise TooClose
        category = (cumulative < draws["visibleUniform"]).sum(0)
        return F.one_hot(category, rows).to(cumulative.dtype).T.contiguous()

    def step(draws, gradients):
        if visible == "binary":
            draws["data"] = torch.tensor([[float(case.random.randrange(2)) for _ in range(BATCH)] for _ in range(rows)])
        else:
            draws["data"] = one_hot(case) if binned else case.normal(rows, scale=1.5)
        reconstruction = gibbs(draws, draws["data"])
        data_energy, model_energy = free_energy(draws["data"]).mean(), free_energy(reconstruction).mean()
        loss = data_energy - model_energy
        minimise(loss, case.parameters.values(), optimizer, gradients, case)
        draws["reconstruction"] = reconstruction
        return {"loss": loss, "dataFreeEnergy": data_energy, "modelFreeEnergy": model_energy}

    configuration = {"dimension": rows, "hidden": HIDDEN, "batchSize": BATCH, "binned": binned, "visible": visible,
                     "learningRate": 0.01, "gibbsSteps": 1}
    if sigma is not None:
        configuration["visibleSigma"] = sigma
    return record(case, configuration, step)


FAMILIES = {
    "gan": {
        "continuous": lambda c: gan(c, binned=False),
        "binned": lambda c: gan(c, binned=True),
        "minimax": lambda c: gan(c, binned=False, variant="minimax"),
        "r1": lambda c: gan(c, binned=False, variant="r1"),
        "packed": lambda c: gan(c, binned=False, variant="packed"),
    },
    "wgan": {
        "continuous": lambda c: wasserstein(c, penalised=False, binned=False),
        "binned": lambda c: wasserstein(c, penalised=False, binned=True),
    },
    "wgan-gp": {
        "continuous": lambda c: wasserstein(c, penalised=True, binned=False),
        "binned": lambda c: wasserstein(c, penalised=True, binned=True),
    },
    "vae": {
        "continuous": lambda c: vae(c, False, "gaussian"),
        "binned": lambda c: vae(c, True, "categorical"),
        "binned-seed": lambda c: vae(c, True, "gaussian"),
    },
    "rbm": {
        "continuous": lambda c: rbm(c, "gaussian"),
        "continuous-fixed-sigma": lambda c: rbm(c, "gaussian", sigma=0.5),
        "continuous-seed": lambda c: rbm(c, "gaussianSeed", sigma=0.5),
        "binned": lambda c: rbm(c, "softmax", binned=True),
        "binned-seed": lambda c: rbm(c, "gaussianSeed", sigma=0.5, binned=True),
        "binary": lambda c: rbm(c, "binary"),
    },
}


def draw(name, build):
    for attempt in range(1000):
        try:
            return build(Case(name, attempt))
        except TooClose:
            continue
    raise RuntimeError(f"{name}: no attempt kept clear of every branch; lower MARGIN")


def compact(value, indent=0):
    """JSON with objects indented and arrays on one line: small, and a diff shows the step that changed."""
    if not isinstance(value, dict) or "values" in value:
        return json.dumps(value, separators=(",", ":"))
    pad = " " * (indent + 1)
    entries = (f"{pad}{json.dumps(k)}: {compact_any(v, indent + 1)}" for k, v in value.items())
    return "{\n" + ",\n".join(entries) + "\n" + " " * indent + "}"


def compact_any(value, indent):
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[" + ", ".join(compact(v, indent) for v in value) + "]"
    return compact(value, indent)


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    for family, cases in FAMILIES.items():
        document = {name: draw(f"{family}/{name}", build) for name, build in cases.items()}
        path = os.path.join(folder, f"{family}.json")
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(compact(document) + "\n")
        print(f"{family}.json: {os.path.getsize(path)} bytes, {', '.join(cases)}")


if __name__ == "__main__":
    main()
