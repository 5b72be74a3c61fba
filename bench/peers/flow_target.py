"""What flows learn, and the spline that couplings share, in any layout: `dim` is the axis of coordinates or spline parameters."""
import math

import torch
import torch.nn.functional as F

BATCHES = {"flow": 1024, "flow2": 1024, "spline": 1024, "phi4": 64}
COUPLINGS = {"flow": 8, "flow2": 8, "spline": 8, "phi4": 16}
BINS, BOUND, SCALE_BOUND, SIDE = 8, 6.0, 3.0, 8
SMALLEST = 1e-3  # share of a bin, and slope at a knot
SLOPE_OFFSET = math.log(math.exp(1 - SMALLEST) - 1)


def parameters(family, width):
    """Of one model; a scale and a shift per coordinate stand behind the couplings."""
    return {"flow": 8 * (4 * width + 2) + 4, "flow2": 8 * (width * width + 5 * width + 2) + 4,
            "spline": 8 * (25 * width + 23) + 4, "phi4": 16 * (9 * width * width + 29 * width + 2) + 128}[family]


def dimensions(family):
    return SIDE * SIDE if family == "phi4" else 2


def double_well(x, y):
    """x^4 - 4 x^2 + y^2 / 2, element by element."""
    square = x * x
    return torch.addcmul(0.5 * y * y, square, square - 4)


def phi4(phi):
    """S over the last two axes, m^2 = -4 and lambda = 8: m^2 + 2 d is 0 in two dimensions."""
    square = phi * phi
    neighbours = phi.roll(-1, -1) + phi.roll(-1, -2)
    return torch.addcmul(-2 * phi * neighbours, square, square, value=8.0).sum((-2, -1))


def checkerboard():
    """1 at the sites that the first coupling reads."""
    site = torch.arange(SIDE)
    return ((site[:, None] + site[None, :]) % 2 == 0).float()


def stencil():
    """Site that each tap of each site reads, [taps, sites]."""
    sites = torch.arange(SIDE * SIDE).view(SIDE, SIDE)
    return torch.stack([sites.roll((-i, -j), (0, 1)).flatten() for i in (-1, 0, 1) for j in (-1, 0, 1)])


def edges(shares, dim):
    lengths = SMALLEST * 2 * BOUND + 2 * BOUND * (1 - SMALLEST * BINS) * F.softmax(shares, dim)
    return lengths, F.pad(lengths.narrow(dim, 0, BINS - 1).cumsum(dim), (0, 0) * (-1 - dim) + (1, 0)) - BOUND


def spline(raw, x, dim):
    """Monotone rational-quadratic spline and its log slope; 3 BINS - 1 parameters along dim, where x has length 1."""
    widths, lefts = edges(raw.narrow(dim, 0, BINS), dim)
    heights, lows = edges(raw.narrow(dim, BINS, BINS), dim)
    slopes = F.softplus(raw.narrow(dim, 2 * BINS, BINS - 1) + SLOPE_OFFSET) + SMALLEST
    slopes = F.pad(slopes, (0, 0) * (-1 - dim) + (1, 1), value=1.0)
    inner = x.clamp(-BOUND, BOUND)
    place = (inner.detach() >= lefts.detach()).sum(dim, keepdim=True) - 1
    width, left, height, low = (v.gather(dim, place) for v in (widths, lefts, heights, lows))
    d0, d1 = slopes.gather(dim, place), slopes.gather(dim, place + 1)
    s, xi = height / width, (inner - left) / width
    hump = xi * (1 - xi)
    denominator = torch.addcmul(s, d0 + d1 - 2 * s, hump)
    y = low + height * (s * xi * xi + d0 * hump) / denominator
    log_slope = torch.log((s / denominator) ** 2 * (d1 * xi * xi + 2 * s * hump + d0 * (1 - xi) ** 2))
    inside = x.abs() <= BOUND
    return torch.where(inside, y, x), torch.where(inside, log_slope, torch.zeros_like(log_slope))
