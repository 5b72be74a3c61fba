"""Sort, histogram and W1 of samples that lie on the device already, by PyTorch or CuPy: the median milliseconds of a few rounds after a warm-up."""
import time

BINS, LOWER, UPPER = 30, -3.5, 3.5


def median_ms(run, synchronize, repeats):
    times = []
    for _ in range(repeats + 2):
        synchronize()
        start = time.perf_counter()
        run()
        synchronize()
        times.append(1e3 * (time.perf_counter() - start))
    return sorted(times[2:])[repeats // 2]


def torch_figures(count, repeats):
    import torch
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(0)
    x, y = torch.randn(count, device=device), torch.randn(count, device=device)

    def histogram():
        # What PyTorch has on a device: one index per point, then bincount; the same grid, overflow in the last cell.
        cell = None
        inside = None
        for axis in (x, y):
            fits = (axis >= LOWER) & (axis <= UPPER)
            b = ((axis.double() - LOWER) * BINS / (UPPER - LOWER)).clamp_(0, BINS - 1).long()
            cell = b if cell is None else cell * BINS + b
            inside = fits if inside is None else inside & fits
        return torch.bincount(torch.where(inside, cell, BINS * BINS), minlength=BINS * BINS + 1)

    def synchronize():
        if device == "cuda":
            torch.cuda.synchronize()

    assert int(histogram().sum()) == count
    return {
        "sort": median_ms(lambda: torch.sort(x), synchronize, repeats),
        "histogram": median_ms(histogram, synchronize, repeats),
        "w1": median_ms(lambda: float((torch.sort(x).values - torch.sort(y).values).abs().mean()), synchronize, repeats),
        "version": f"torch {torch.__version__}",
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
    }


def cupy_figures(count, repeats):
    import cupy
    cupy.random.seed(0)
    x, y = (cupy.random.standard_normal(count, dtype=cupy.float32) for _ in range(2))
    synchronize = cupy.cuda.get_current_stream().synchronize
    edges = cupy.linspace(LOWER, UPPER, BINS + 1)
    return {
        "sort": median_ms(lambda: cupy.sort(x), synchronize, repeats),
        "histogram": median_ms(lambda: cupy.histogram2d(x, y, bins=[edges, edges]), synchronize, repeats),
        "w1": median_ms(lambda: float(cupy.abs(cupy.sort(x) - cupy.sort(y)).mean()), synchronize, repeats),
        "version": f"cupy {cupy.__version__}",
        "device": cupy.cuda.runtime.getDeviceProperties(0)["name"].decode(),
    }


FIGURES = {"torch": torch_figures, "cupy": cupy_figures}
