"""The target 2d-gmm: fresh samples every step, as on our side."""
import torch

MEANS = torch.tensor([[1.5, 1.5], [1.5, -1.5], [-1.5, 1.5], [-1.5, -1.5]])
COVARIANCES = torch.tensor([[[.5, .4], [.4, .5]], [[.5, -.4], [-.4, .5]], [[.5, 0.], [0., .5]], [[.2, 0.], [0., .8]]])
FACTORS = torch.linalg.cholesky(COVARIANCES)
# One table row per component, so that a batch needs one gather: mean x, mean y, l00, l10, l11.
TABLE = torch.cat([MEANS, FACTORS[:, 0, :1], FACTORS[:, 1, :]], 1)


def sample(models: int, batch: int) -> torch.Tensor:
    """[models, batch, 2]"""
    rows = TABLE[torch.randint(4, (models, batch))]
    n = torch.randn(models, batch, 2)
    x = rows[..., 0] + rows[..., 2] * n[..., 0]
    y = rows[..., 1] + rows[..., 3] * n[..., 0] + rows[..., 4] * n[..., 1]
    return torch.stack([x, y], -1)
