"""The training steps of the classical benchmark in JAX: one model's step as a function, vmap over models, lax.scan over steps, jit.

Written as its users write it: parameters as a tree, gradients by jax.grad, Adam as a few tree maps. `prng` is jax's generator:
threefry2x32 (the default) or rbg (faster on accelerators); the driver takes the better of the two.
"""
import time

import jax
import jax.numpy as jnp

BATCH = 128
MEANS = jnp.array([[1.5, 1.5], [1.5, -1.5], [-1.5, 1.5], [-1.5, -1.5]])
FACTORS = jnp.linalg.cholesky(jnp.array([[[.5, .4], [.4, .5]], [[.5, -.4], [-.4, .5]], [[.5, 0.], [0., .5]], [[.2, 0.], [0., .8]]]))


def sample(key):
    """[BATCH, 2] of the target 2d-gmm."""
    which, noise = jax.random.split(key)
    component = jax.random.randint(which, (BATCH,), 0, 4)
    return MEANS[component] + jnp.einsum("bij,bj->bi", FACTORS[component], jax.random.normal(noise, (BATCH, 2)))


def layer(key, inputs, outputs):
    return {"w": jax.random.normal(key, (inputs, outputs)) * (2 / (inputs + outputs)) ** 0.5, "b": jnp.zeros(outputs)}


def net(key, *widths):
    return [layer(k, a, b) for k, a, b in zip(jax.random.split(key, len(widths) - 1), widths, widths[1:])]


def forward(p, x):
    h = jax.nn.leaky_relu(x @ p[0]["w"] + p[0]["b"], 0.01)
    return h @ p[1]["w"] + p[1]["b"]


def adam(p, g, state, rate, beta1, beta2):
    m, v, t = state
    t = t + 1
    m = jax.tree_util.tree_map(lambda m, g: beta1 * m + (1 - beta1) * g, m, g)
    v = jax.tree_util.tree_map(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, g)
    c1, c2 = 1 - beta1 ** t, 1 - beta2 ** t
    p = jax.tree_util.tree_map(lambda p, m, v: p - rate * (m / c1) / (jnp.sqrt(v / c2) + 1e-8), p, m, v)
    return p, (m, v, t)


def zeros(p):
    return jax.tree_util.tree_map(jnp.zeros_like, p), jax.tree_util.tree_map(jnp.zeros_like, p), jnp.zeros(())


def gan(width):
    def initialise(key):
        a, b = jax.random.split(key)
        g, d = net(a, 16, width, 2), net(b, 2, width, 1)
        return g, d, zeros(g), zeros(d)

    def step(state, key):
        g, d, gs, ds = state
        data, z1, z2 = jax.random.split(key, 3)
        real, fake = sample(data), forward(g, jax.random.normal(z1, (BATCH, 16)))

        def discriminator_loss(d):
            a, b = forward(d, real), forward(d, fake)
            return jnp.mean(jax.nn.softplus(-a) + 0.1 * a) + jnp.mean(jax.nn.softplus(b))

        d, ds = adam(d, jax.grad(discriminator_loss)(d), ds, 2e-4, 0.5, 0.999)
        z = jax.random.normal(z2, (BATCH, 16))
        g, gs = adam(g, jax.grad(lambda g: jnp.mean(jax.nn.softplus(-forward(d, forward(g, z)))))(g), gs, 2e-4, 0.5, 0.999)
        return g, d, gs, ds

    return initialise, step


def vae(width):
    def initialise(key):
        a, b = jax.random.split(key)
        p = {"encoder": net(a, 2, width, 4), "decoder": net(b, 2, width, 2)}
        return p, zeros(p)

    def step(state, key):
        p, s = state
        data, noise = jax.random.split(key)
        x, epsilon = sample(data), jax.random.normal(noise, (BATCH, 2))

        def loss(p):
            mean, log_variance = jnp.split(forward(p["encoder"], x), 2, axis=1)
            output = forward(p["decoder"], mean + jnp.exp(0.5 * log_variance) * epsilon)
            divergence = -0.5 * jnp.sum(1 + log_variance - mean ** 2 - jnp.exp(log_variance), axis=1)
            return jnp.mean(jnp.sum((output - x) ** 2, axis=1) + 0.1 * divergence)

        return adam(p, jax.grad(loss)(p), s, 1e-3, 0.9, 0.999)

    return initialise, step


def rbm(width):
    def initialise(key):
        return {"w": 0.01 * jax.random.normal(key, (2, width)), "b": jnp.zeros(2), "c": jnp.zeros(width), "s": jnp.zeros(2)}

    def free_energy(p, v):
        precision = jnp.exp(-2 * p["s"])
        return 0.5 * jnp.sum((v - p["b"]) ** 2 * precision, axis=1) - jnp.sum(jax.nn.softplus(p["c"] + (v * precision) @ p["w"]), axis=1)

    def step(p, key):
        data, hidden, visible = jax.random.split(key, 3)
        v = sample(data)
        probability = jax.nn.sigmoid(p["c"] + (v * jnp.exp(-2 * p["s"])) @ p["w"])
        h = (jax.random.uniform(hidden, probability.shape) < probability).astype(v.dtype)
        w = jax.lax.stop_gradient(h @ p["w"].T + p["b"] + jnp.exp(p["s"]) * jax.random.normal(visible, v.shape))
        g = jax.grad(lambda p: jnp.mean(free_energy(p, v)) - jnp.mean(free_energy(p, w)))(p)
        return jax.tree_util.tree_map(lambda p, g: p - 0.01 * g, p, g)

    return initialise, step


FAMILIES = {"gan": gan, "vae": vae, "rbm": rbm}


def measure(family, width, models, seconds, repeats, prng):
    """Median microseconds per model-step over repeats of one jitted scan each; its length is chosen so that one takes about `seconds`."""
    initialise, step = FAMILIES[family](width)
    root = jax.random.key(0, impl=prng)
    state = jax.vmap(initialise)(jax.random.split(root, models))

    def scan(state, key, steps):
        def body(state, k):
            return jax.vmap(step)(state, jax.random.split(k, models)), None
        return jax.lax.scan(body, state, jax.random.split(key, steps))[0]

    run = jax.jit(scan, static_argnums=2, donate_argnums=0)
    steps = 8
    while True:
        state = jax.block_until_ready(run(state, root, steps))
        start = time.perf_counter()
        state = jax.block_until_ready(run(state, root, steps))
        passed = time.perf_counter() - start
        if passed > 0.5 * seconds or steps >= 1 << 16:
            break
        steps = min(1 << 16, steps * max(2, min(32, int(seconds / max(passed, 1e-6)))))
    times = []
    for i in range(repeats):
        key = jax.random.fold_in(root, i)
        start = time.perf_counter()
        state = jax.block_until_ready(run(state, key, steps))
        times.append(1e6 * (time.perf_counter() - start) / (steps * models))
    if not all(bool(jnp.all(jnp.isfinite(leaf))) for leaf in jax.tree_util.tree_leaves(state)):
        raise RuntimeError(f"{family}:{width} in JAX became NaN or infinite")
    return sorted(times)[len(times) // 2]
