"""One model in an nn.Module training loop, as a PyTorch user writes it."""
import torch
from torch import nn

from target import sample

BATCH = 128


def dense(*widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.LeakyReLU(0.01)]
    return nn.Sequential(*layers[:-1])


class Gan:
    def __init__(self, hidden):
        self.generator, self.discriminator = dense(16, hidden, 2), dense(2, hidden, 1)
        self.generator_optimizer = torch.optim.Adam(self.generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.discriminator_optimizer = torch.optim.Adam(self.discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.criterion = nn.BCEWithLogitsLoss()

    def step(self):
        real = sample(1, BATCH)[0]
        fake = self.generator(torch.randn(BATCH, 16)).detach()
        self.discriminator_optimizer.zero_grad()
        loss = (self.criterion(self.discriminator(real), torch.full((BATCH, 1), 0.9))
                + self.criterion(self.discriminator(fake), torch.zeros(BATCH, 1)))
        loss.backward()
        self.discriminator_optimizer.step()
        self.generator_optimizer.zero_grad()
        loss = self.criterion(self.discriminator(self.generator(torch.randn(BATCH, 16))), torch.ones(BATCH, 1))
        loss.backward()
        self.generator_optimizer.step()


class Vae:
    def __init__(self, hidden):
        self.encoder, self.decoder = dense(2, hidden, 4), dense(2, hidden, 2)
        self.optimizer = torch.optim.Adam([*self.encoder.parameters(), *self.decoder.parameters()], lr=1e-3)

    def step(self):
        x = sample(1, BATCH)[0]
        mean, log_variance = self.encoder(x).chunk(2, 1)
        output = self.decoder(mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean))
        reconstruction = ((output - x) ** 2).sum(1).mean()
        divergence = -0.5 * (1 + log_variance - mean ** 2 - log_variance.exp()).sum(1).mean()
        loss = reconstruction + 0.1 * divergence
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


class Rbm(nn.Module):
    """Gaussian-Bernoulli with one learned log sigma per visible unit; CD-1 on the free-energy difference."""

    def __init__(self, hidden):
        super().__init__()
        self.weight = nn.Parameter(0.01 * torch.randn(2, hidden))
        self.visible_bias = nn.Parameter(torch.zeros(2))
        self.hidden_bias = nn.Parameter(torch.zeros(hidden))
        self.log_sigma = nn.Parameter(torch.zeros(2))
        self.optimizer = torch.optim.SGD(self.parameters(), lr=0.01)

    def free_energy(self, v):
        precision = torch.exp(-2 * self.log_sigma)
        hidden = nn.functional.softplus((v * precision) @ self.weight + self.hidden_bias).sum(1)
        return 0.5 * ((v - self.visible_bias) ** 2 * precision).sum(1) - hidden

    @torch.no_grad()
    def gibbs(self, v):
        h = torch.bernoulli(torch.sigmoid((v * torch.exp(-2 * self.log_sigma)) @ self.weight + self.hidden_bias))
        return h @ self.weight.t() + self.visible_bias + torch.exp(self.log_sigma) * torch.randn_like(v)

    def step(self):
        v = sample(1, BATCH)[0]
        loss = self.free_energy(v).mean() - self.free_energy(self.gibbs(v)).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


FAMILIES = {"gan": Gan, "vae": Vae, "rbm": Rbm}
