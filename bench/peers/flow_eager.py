"""One normalizing flow as modules with Adam and reverse Kullback-Leibler divergence, as a PyTorch user writes it."""
import torch
from torch import nn

from flow_target import BATCHES, BINS, COUPLINGS, SCALE_BOUND, checkerboard, dimensions, double_well, phi4, spline


def start(layers):
    """N(0, 2 / (inputs + outputs)), the last layer at zero: every coupling begins as the identity."""
    for layer in layers:
        if hasattr(layer, "weight"):
            taps = layer.weight[0, 0].numel()
            nn.init.normal_(layer.weight, std=(2 / ((layer.weight.shape[0] + layer.weight.shape[1]) * taps)) ** 0.5)
            nn.init.zeros_(layer.bias)
    nn.init.zeros_(layers[-1].weight)
    return nn.Sequential(*layers)


def dense(width, hidden, outputs):
    widths = [1] + [width] * hidden
    layers = []
    for inputs, rows in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, rows), nn.LeakyReLU(0.01)]
    return start([*layers, nn.Linear(width, outputs)])


def convolutions(width):
    def layer(inputs, outputs):
        return nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode="circular")
    return start([layer(1, width), nn.LeakyReLU(0.01), layer(width, width), nn.LeakyReLU(0.01), layer(width, 2)])


class Trainer(nn.Module):
    def __init__(self, family, width):
        super().__init__()
        self.family, self.batch, self.size = family, BATCHES[family], dimensions(family)
        self.couplings = nn.ModuleList(self.conditioner(width) for _ in range(COUPLINGS[family]))
        self.log_scale, self.shift = nn.Parameter(torch.zeros(self.size)), nn.Parameter(torch.zeros(self.size))
        self.register_buffer("mask", checkerboard())
        self.optimizer = torch.optim.Adam(self.parameters(), lr=1e-3, foreach=True)

    def conditioner(self, width):
        if self.family == "phi4":
            return convolutions(width)
        return dense(width, 2 if self.family == "flow2" else 1, 3 * BINS - 1 if self.family == "spline" else 2)

    def objective(self, z):
        """Mean of U(x) - log |det dx/dz|: the log density of the base adds a number without gradients."""
        return self.lattice(z) if self.family == "phi4" else self.plane(z)

    def plane(self, z):
        passive, active = z[:, :1], z[:, 1:]
        log_det = 0
        for net in self.couplings:
            raw = net(passive)
            if self.family == "spline":
                mapped, scale = spline(raw, active, -1)
            else:
                scale = SCALE_BOUND * torch.tanh(raw[:, :1] / SCALE_BOUND)
                mapped = active * torch.exp(scale) + raw[:, 1:]
            log_det = log_det + scale
            passive, active = mapped, passive
        x = torch.cat([passive, active], 1) * torch.exp(self.log_scale) + self.shift
        return (double_well(x[:, 0], x[:, 1]) - log_det[:, 0]).mean() - self.log_scale.sum()

    def lattice(self, z):
        x, log_det = z.view(-1, 1, *self.mask.shape), 0
        for coupling, net in enumerate(self.couplings):
            mask = self.mask if coupling % 2 == 0 else 1 - self.mask
            passive = x * mask
            raw = net(passive)
            scale = SCALE_BOUND * torch.tanh(raw[:, :1] / SCALE_BOUND) * (1 - mask)
            x = passive + (1 - mask) * (x * torch.exp(scale) + raw[:, 1:])
            log_det = log_det + scale.sum((1, 2, 3))
        x = x.flatten(1) * torch.exp(self.log_scale) + self.shift
        return (phi4(x.view(-1, *self.mask.shape)) - log_det).mean() - self.log_scale.sum()

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.objective(torch.randn(self.batch, self.size)).backward()
        self.optimizer.step()
