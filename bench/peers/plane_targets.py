"""The planar targets of `gengpu targets`, by the formulas that it prints."""
import math

import numpy


def circle(r, n):
    a = 2 * math.pi * r.random(n)
    return 2 * numpy.stack([numpy.cos(a), numpy.sin(a)]) + 0.1 * r.standard_normal((2, n))


def line(r, n):
    s = 2 * r.random(n) - 1
    return numpy.stack([2 * s, s]) + 0.1 * r.standard_normal((2, n))


def two_moons(r, n):
    a, lower = math.pi * r.random(n), r.integers(0, 2, n) == 1
    x = numpy.where(lower, 1 - 2 * numpy.cos(a), 2 * numpy.cos(a) - 1)
    y = numpy.where(lower, 0.8 - 2 * numpy.sin(a), 2 * numpy.sin(a) - 0.2)
    return numpy.stack([x, y]) + 0.2 * r.standard_normal((2, n))


def eight_gaussians(r, n):
    a = math.pi / 4 * r.integers(0, 8, n)
    return 2 * math.sqrt(2) * numpy.stack([numpy.cos(a), numpy.sin(a)]) + math.sqrt(2) / 4 * r.standard_normal((2, n))


def swiss_roll(r, n):
    a = 1.5 * math.pi * (1 + 2 * r.random(n))
    return numpy.stack([a * numpy.cos(a), a * numpy.sin(a)]) / 5 + 0.2 * r.standard_normal((2, n))


def pinwheel(r, n):
    a, b = 1 + 0.3 * r.standard_normal(n), 0.1 * r.standard_normal(n)
    angle = 2 * math.pi / 5 * r.integers(0, 5, n) + numpy.exp(a) / 4
    c, s = numpy.cos(angle), numpy.sin(angle)
    return 2 * numpy.stack([a * c + b * s, b * c - a * s])


def checkerboard(r, n):
    column, row = r.integers(0, 4, n), 2 * r.integers(0, 2, n)
    return 2 * numpy.stack([column + r.random(n), row + column % 2 + r.random(n)]) - 4


TARGETS = {"circle": circle, "line": line, "two-moons": two_moons, "eight-gaussians": eight_gaussians, "swiss-roll": swiss_roll,
           "pinwheel": pinwheel, "checkerboard": checkerboard}


def sample(name, count, seed):
    """[count, 2]"""
    return numpy.ascontiguousarray(TARGETS[name](numpy.random.default_rng(seed), count).T)
