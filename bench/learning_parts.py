"""The parts of bench/learning.py: which families learn which targets with which settings, and how their tables are read."""
import dataclasses

LINE = ("1d-bimodal", "1d-trimodal", "1d-quadmodal", "1d-beta", "1d-poisson")
PLANE = ("2d-mix-gauss", "2d-gmm")
TARGETS = LINE + PLANE
FAMILIES = ("gan", "wgan", "wgan-gp", "vae", "rbm", "flow", "diffusion")
CLASSICAL = ("gan", "vae", "rbm")
AVERAGED = "schedule=cosine,emaDecay=0.999"
# One choice per family, the same on every target.
SETTINGS = {
    "gan": f"learningRate=1e-3,{AVERAGED}",
    "wgan": f"learningRate=1e-3,clip=0.1,{AVERAGED}",
    "wgan-gp": f"learningRate=1e-3,gradientPenalty=0.1,{AVERAGED}",
    "vae": "learningRate=3e-3,schedule=cosine,decoderNoise=1,beta=0.02",
    "flow": "learningRate=3e-3,schedule=cosine",
    "diffusion": "learningRate=3e-3,schedule=cosine",
}


@dataclasses.dataclass(frozen=True)
class Part:
    """What is trained, and what the reader of its table must know. settings: those of SETTINGS instead of the families' defaults; conditions: --condition by target."""
    title: str
    reading: str
    families: tuple = CLASSICAL
    targets: tuple = TARGETS
    bins: int = 0
    budget: int = 310
    steps: int = 100_000
    options: tuple = ()
    settings: bool = False
    conditions: dict = dataclasses.field(default_factory=dict)

    def families_on(self, target):
        """A flow has a density and is refused where the target sits on isolated points."""
        return tuple(family for family in self.families if family != "flow" or target != "1d-poisson" or self.bins)

    def command(self, target, families, o):
        """The arguments of gengpu, without output folder and --json."""
        steps = o.steps or self.steps
        arguments = ["compare", "--target", target, "--models", ",".join(families), "--bins", str(self.bins), "--budget", str(o.budget or self.budget), "--steps", str(steps),
                     "--seeds", str(o.seeds), "--evaluate-every", str(o.evaluate_every or steps), "--snapshot-percent", "0", *self.options]
        if target in self.conditions:
            arguments += ["--condition", self.conditions[target]]
        if self.settings:
            arguments += ["--set", ",".join(f"{family}.{setting}" for family in families for setting in SETTINGS[family].split(","))]
        if o.threads:
            arguments += ["--threads", str(o.threads)]
        return arguments


EXACT = ("KLD = KL(target || model) on 30 bins per axis and one overflow bin, with the target's exact masses. W1 is exact in 1-D, sliced over 32\n"
         "directions in 2-D. Exact KL: from the model's density by quadrature, median over seeds")
SAME = "Settings are chosen per family and the same on every target; the learning rate falls to 0 along a cosine."
CONDITIONS = {"1d-bimodal": "separation=1:4", "2d-mix-gauss": "separation=2:5"}
PARTS = {
    "exact": Part("Continuous values, exact metrics", f"{EXACT}; for the VAE the density includes\nthe decoder's variance, while its samples are decoder means."),
    "seed": Part(
        "The protocol to the letter, beside its reference",
        "KLD on 30 bins per axis with epsilon 1e-10, W1 of sorted (in 2-D: flattened) values, 5,000 model samples against 5,000 of the target.\n"
        "The reference is the protocol in PyTorch, 8 seeds (RBM on 1-D targets: 40,000 steps). `inside` says whether our median lies in its range;\n"
        "when both draw from one law, a range of 8 seeds holds the median of 8 others about 24 times in 25.",
        options=("--protocol", "seed", "--final-samples", "5000")),
    "binned": Part(
        "20 categories, exact metrics", "KLD and W1 over 20 categories with exact masses. Exact KL: by enumeration where the family allows it.", targets=LINE, bins=20),
    "modern": Part(
        "Adversarial, flow and diffusion models of 1,600 parameters",
        f"{EXACT}; with ≤ an upper bound.\n{SAME} In one dimension a flow is one spline of 64 bins and needs no more than its 193 parameters;\n`1d-poisson` has no density for it to learn.",
        families=("gan", "wgan", "wgan-gp", "flow", "diffusion"), budget=1600, steps=20_000, options=("--layers", "2"), settings=True),
    "conditional": Part(
        "Conditional models of 2,500 parameters",
        "One model of p(x | separation) for an interval. Figures are means over 9 values that training draws and over the 8 between them, each against the exact law there with\n"
        f"10,000 samples (whose floor in 2-D is mostly KLD of bins left empty); median [range] over seeds. {SAME}",
        families=("gan", "wgan-gp", "vae", "flow", "diffusion"), targets=tuple(CONDITIONS), budget=2500, steps=20_000,
        options=("--layers", "2", "--batch-size", "512", "--no-likelihood"), settings=True, conditions=CONDITIONS),
}
# The protocol in PyTorch: budget 310, batch 128, 100,000 steps (RBM on 1-D targets: 40,000), 8 seeds, 5,000 against 5,000 samples.
# Final KLD: median, smallest, largest; median W1.
REFERENCE = {
    "1d-bimodal": {"gan": (0.73, 0.04, 1.89, 0.15), "vae": (0.060, 0.042, 0.084, 0.099), "rbm": (0.055, 0.047, 0.059, 0.131)},
    "1d-trimodal": {"gan": (0.30, 0.08, 0.53, 0.26), "vae": (0.052, 0.044, 0.061, 0.079), "rbm": (0.279, 0.261, 0.303, 0.234)},
    "1d-quadmodal": {"gan": (0.45, 0.18, 3.89, 0.29), "vae": (0.067, 0.063, 0.198, 0.078), "rbm": (0.303, 0.282, 0.341, 0.272)},
    "1d-beta": {"gan": (0.049, 0.012, 0.334, 0.049), "vae": (0.025, 0.011, 0.033, 0.030), "rbm": (0.042, 0.025, 0.077, 0.068)},
    "2d-mix-gauss": {"gan": (3.08, 1.21, 3.39, 0.120), "vae": (0.404, 0.358, 0.436, 0.081), "rbm": (0.376, 0.309, 0.411, 0.075)},
}
