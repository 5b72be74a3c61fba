"""Flows of one shape, stacked in front of every tensor and trained together: one backward pass for the sum of their losses, one flat Adam.

Ways: dense in the plane; on the lattice conv (grouped convolutions with circular padding) or gather (taps gathered by index_select, then baddbmm).
"""
import torch
import torch.nn.functional as F

from batched import Flat
from flow_target import BATCHES, BINS, COUPLINGS, SCALE_BOUND, SIDE, checkerboard, dimensions, double_well, phi4, spline, stencil

WAYS = {"flow": ("dense",), "flow2": ("dense",), "spline": ("dense",), "phi4": ("conv", "gather")}


def layers(family, width):
    """(outputs, inputs, taps) of each layer of a conditioner."""
    if family == "phi4":
        return [(width, 1, 9), (width, width, 9), (2, width, 9)]
    outputs = 3 * BINS - 1 if family == "spline" else 2
    return [(width, 1, 1)] + ([(width, width, 1)] if family == "flow2" else []) + [(outputs, width, 1)]


class Trainer:
    """Values are [model, row, sample]; on the lattice [sample, model x channel, 8, 8] (conv) or [model, channel, site x sample] (gather)."""

    def __init__(self, models, family, width, way):
        self.models, self.family, self.way = models, family, way
        self.batch, self.size, self.net = BATCHES[family], dimensions(family), layers(family, width)
        shapes, scales = [], []
        for _ in range(COUPLINGS[family]):
            for outputs, inputs, taps in self.net:
                shapes += [(models, outputs, inputs * taps), (models, outputs, 1)]
                scales += [0.0 if (outputs, inputs, taps) == self.net[-1] else (2 / ((outputs + inputs) * taps)) ** 0.5, 0.0]
        self.flat = Flat(shapes + [(models, self.size, 1)] * 2, scales + [0.0, 0.0])
        mask = checkerboard()
        self.masks = mask, 1 - mask
        # Rows of the sites that a coupling reads and maps, and the columns of each tap.
        self.sites = [mask.flatten().nonzero()[:, 0], (1 - mask).flatten().nonzero()[:, 0]]
        self.taps = stencil()

    def split(self, parts):
        """Weights and biases of each coupling, then log scale and shift."""
        count = 2 * len(self.net)
        return [parts[i:i + count] for i in range(0, len(parts) - 2, count)], parts[-2], parts[-1]

    def objective(self, parts, z):
        """Mean of U(x) - log |det dx/dz| of each model, [models]; z [models, dimensions, batch]."""
        couplings, log_scale, shift = self.split(parts)
        if self.family != "phi4":
            loss = self.plane(couplings, log_scale, shift, z)
        elif self.way == "conv":
            loss = self.convolved(couplings, log_scale, shift, z)
        else:
            loss = self.gathered(couplings, log_scale, shift, z)
        return loss - log_scale.sum((1, 2))

    def plane(self, couplings, log_scale, shift, z):
        passive, active = z[:, :1], z[:, 1:]
        log_det = 0
        for net in couplings:
            raw = passive
            for weight, bias in zip(net[0:-2:2], net[1:-2:2]):
                raw = F.leaky_relu(torch.baddbmm(bias, weight, raw), 0.01)
            raw = torch.baddbmm(net[-1], net[-2], raw)
            if self.family == "spline":
                mapped, scale = spline(raw, active, -2)
            else:
                scale = SCALE_BOUND * torch.tanh(raw[:, :1] / SCALE_BOUND)
                mapped = torch.addcmul(raw[:, 1:], active, torch.exp(scale))
            log_det = log_det + scale
            passive, active = mapped, passive
        x = torch.addcmul(shift, torch.cat([passive, active], 1), torch.exp(log_scale))
        return (double_well(x[:, 0], x[:, 1]) - log_det[:, 0]).mean(1)

    def convolved(self, couplings, log_scale, shift, z):
        m, b = self.models, self.batch
        x, log_det = z.permute(2, 0, 1).reshape(b, m, SIDE, SIDE), 0
        for coupling, net in enumerate(couplings):
            mask, other = self.masks[coupling % 2], self.masks[1 - coupling % 2]
            passive = x * mask
            raw = passive
            for layer, (weight, bias) in enumerate(zip(net[0::2], net[1::2])):
                outputs, inputs, _ = self.net[layer]
                raw = F.conv2d(F.pad(raw, (1, 1, 1, 1), mode="circular"), weight.reshape(m * outputs, inputs, 3, 3), bias.reshape(-1), groups=m)
                if layer < len(self.net) - 1:
                    raw = F.leaky_relu(raw, 0.01)
            raw = raw.view(b, m, 2, SIDE, SIDE)
            scale = torch.tanh(raw[:, :, 0] / SCALE_BOUND) * (SCALE_BOUND * other)
            x = torch.addcmul(passive, other, torch.addcmul(raw[:, :, 1], x, torch.exp(scale)))
            log_det = log_det + scale.sum((2, 3))
        x = x * torch.exp(log_scale).view(m, SIDE, SIDE) + shift.view(m, SIDE, SIDE)
        return (phi4(x) - log_det).mean(0)

    def gathered(self, couplings, log_scale, shift, z):
        m, b, places = self.models, self.batch, SIDE * SIDE
        parts, log_det = [z.index_select(1, sites) for sites in self.sites], 0
        for coupling, net in enumerate(couplings):
            own, other = coupling % 2, 1 - coupling % 2
            passive = parts[own]
            raw = torch.zeros(m, places, b).index_copy(1, self.sites[own], passive).view(m, 1, places, b)
            for layer, (weight, bias) in enumerate(zip(net[0::2], net[1::2])):
                last = layer == len(self.net) - 1
                taps = self.taps[:, self.sites[other]] if last else self.taps
                columns = raw.index_select(2, taps.flatten()).view(m, -1, taps.shape[1] * b)
                raw = torch.baddbmm(bias, weight, columns)
                raw = (raw if last else F.leaky_relu(raw, 0.01)).view(m, -1, taps.shape[1], b)
            scale = SCALE_BOUND * torch.tanh(raw[:, 0] / SCALE_BOUND)
            parts[other] = torch.addcmul(raw[:, 1], parts[other], torch.exp(scale))
            log_det = log_det + scale.sum(1)
        order = torch.cat(self.sites).argsort()
        x = torch.addcmul(shift, torch.cat(parts, 1).index_select(1, order), torch.exp(log_scale))
        return (phi4(x.transpose(1, 2).view(m, b, SIDE, SIDE)) - log_det).mean(1)

    def gradients(self, z):
        p = [q.detach().requires_grad_() for q in self.flat.parts]
        return torch.autograd.grad(self.objective(p, z).sum(), p)

    def step(self):
        self.flat.collect(self.gradients(torch.randn(self.models, self.size, self.batch)))
        self.flat.adam(1e-3, 0.9, 0.999)
